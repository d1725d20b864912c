// Coarse graphs: filtered copies, sums over aggregates, smoothed prolongators (Vanek, Mandel, Brezina 1996) and Galerkin
// products. Which nodes form an aggregate is decided in multilevel_match.cc.
#include <cmath>

#include "cpu/csr_builder.h"

namespace obol::cpu {

Status allocate_csr(Backend& backend, int64_t rows, int64_t cols, int64_t nnz, CsrMatrix* out) {
  if (nnz > std::numeric_limits<int32_t>::max())
    return Status(Code::kRange, "a sparse matrix of " + std::to_string(nnz) + " entries needs 64-bit indices");
  const auto make = [&](DType dtype, int64_t size, Tensor* to) {
    StorageRef storage;
    OBOL_TRY(backend.allocate(static_cast<size_t>(size) * itemsize(dtype), &storage));
    *to = Tensor(storage, dtype, 0, Layout::contiguous({size}));
    return Status();
  };
  out->rows = rows;
  out->cols = cols;
  OBOL_TRY(make(DType::kInt32, rows + 1, &out->indptr));
  OBOL_TRY(make(DType::kInt32, nnz, &out->indices));
  return make(DType::kFloat64, nnz, &out->data);
}

namespace {

struct Csr {
  int64_t rows, cols;
  const int32_t *indptr, *indices;
  const double* data;

  explicit Csr(const CsrView& a)
      : rows(a.rows),
        cols(a.cols),
        indptr(a.indptr.as<int32_t>()),
        indices(a.indices.as<int32_t>()),
        data(a.data.as<double>()) {}
};

// Enough rows that a chunk is worth a hand-over, by the work of an average row.
int64_t grain_of(int64_t rows, int64_t work) {
  constexpr int64_t kWork = 1 << 15;
  const int64_t per_row = work / std::max<int64_t>(rows, 1) + 4;
  return std::max<int64_t>(64, kWork / per_row);
}

using Accumulators = Borrowed<SparseAccumulator>;

// Calls make(row, accumulator, chunk) for each row, with an accumulator of `columns` that is empty.
template <class Make>
Status build_by_accumulator(Backend& backend, int64_t rows, int64_t columns, int64_t grain, Make&& make,
                            CsrMatrix* out) {
  Accumulators pool;
  return build_csr(
      backend, rows, columns, grain,
      [&](int64_t begin, int64_t end, RowsOfChunk& chunk) {
        auto sum = pool.take([&] { return std::make_unique<SparseAccumulator>(columns); });
        for (int64_t i = begin; i < end; ++i) {
          const size_t before = chunk.indices.size();
          make(i, *sum, chunk);
          chunk.lengths.push_back(static_cast<int32_t>(chunk.indices.size() - before));
          sum->clear();
        }
        pool.give_back(std::move(sum));
      },
      out);
}

// Rows [start[a], start[a + 1]) of `nodes` are the members of aggregate a, ascending.
struct Members {
  std::vector<int32_t> start, nodes;

  Members(const int32_t* aggregate, int64_t n, int64_t count)
      : start(static_cast<size_t>(count) + 1, 0), nodes(static_cast<size_t>(n)) {
    for (int64_t i = 0; i < n; ++i) ++start[static_cast<size_t>(aggregate[i]) + 1];
    for (size_t a = 0; a < static_cast<size_t>(count); ++a) start[a + 1] += start[a];
    std::vector<int32_t> next(start.begin(), start.end() - 1);
    for (int64_t i = 0; i < n; ++i)
      nodes[static_cast<size_t>(next[static_cast<size_t>(aggregate[i])]++)] = static_cast<int32_t>(i);
  }
};

// Whether rows i and j both hold one entry, in the same column.
bool same_unit_row(const Csr& p, int32_t i, int32_t j) {
  const int32_t at = p.indptr[i], other = p.indptr[j];
  return p.indptr[i + 1] == at + 1 && p.indptr[j + 1] == other + 1 && p.indices[at] == p.indices[other];
}

std::vector<double> row_maxima(const Csr& w, int64_t grain) {
  std::vector<double> most(static_cast<size_t>(w.rows), 0.0);
  parallel_for(w.rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      for (int32_t e = w.indptr[i]; e < w.indptr[i + 1]; ++e)
        most[static_cast<size_t>(i)] = std::max(most[static_cast<size_t>(i)], w.data[e]);
  });
  return most;
}

}  // namespace

Status CpuBackend::csr_filter(CsrMatrix* out, const CsrView& a, const View& threshold, bool off_diagonal) {
  ++device_->counters().launches;
  const Csr m(a);
  const double* const least = threshold.given() ? threshold.as<double>() : nullptr;
  const auto keeps = [&](int64_t i, int32_t e) {
    const int32_t j = m.indices[e];
    const double floor = least != nullptr ? std::min(least[i], least[j]) : 0;
    return !(off_diagonal && j == i) && std::fabs(m.data[e]) > floor;
  };
  const auto filter = [&](int64_t begin, int64_t end, RowsOfChunk& chunk) {
    for (int64_t i = begin; i < end; ++i) {
      const size_t before = chunk.indices.size();
      for (int32_t e = m.indptr[i]; e < m.indptr[i + 1]; ++e)
        if (keeps(i, e)) chunk.put(m.indices[e], m.data[e]);
      chunk.lengths.push_back(static_cast<int32_t>(chunk.indices.size() - before));
    }
  };
  return build_csr(*this, m.rows, m.cols, grain_of(m.rows, a.indices.size()), filter, out);
}

Status CpuBackend::csr_collapse(CsrMatrix* out, const CsrView& w, const View& aggregate, int64_t count) {
  ++device_->counters().launches;
  const Csr m(w);
  const int32_t* const of = aggregate.as<int32_t>();
  const Members members(of, m.rows, count);
  return build_by_accumulator(
      *this, count, count, grain_of(count, w.indices.size()),
      [&](int64_t row, SparseAccumulator& sum, RowsOfChunk& chunk) {
        for (int32_t k = members.start[static_cast<size_t>(row)]; k < members.start[static_cast<size_t>(row) + 1];
             ++k) {
          const int32_t i = members.nodes[static_cast<size_t>(k)];
          for (int32_t e = m.indptr[i]; e < m.indptr[i + 1]; ++e)
            if (of[m.indices[e]] != row) sum.add(of[m.indices[e]], m.data[e]);
        }
        for (int32_t c : sum.sorted()) chunk.put(c, sum.value(c));
      },
      out);
}

Status CpuBackend::smoothed_prolongator(CsrMatrix* out, const CsrView& w, const View& aggregate, int64_t count,
                                        const View& frozen, const ProlongatorRules& rules) {
  ++device_->counters().launches;
  const Csr m(w);
  const int32_t* const of = aggregate.as<int32_t>();
  const bool* const alone = frozen.as<bool>();
  const int64_t grain = grain_of(m.rows, 2 * w.indices.size());
  const std::vector<double> most = row_maxima(m, grain);
  return build_by_accumulator(
      *this, m.rows, count, grain,
      [&](int64_t i, SparseAccumulator& row, RowsOfChunk& chunk) {
        double degree = 0;
        if (!alone[i])
          for (int32_t e = m.indptr[i]; e < m.indptr[i + 1]; ++e) {
            const int32_t j = m.indices[e];
            const double strongest = std::min(most[static_cast<size_t>(i)], most[static_cast<size_t>(j)]);
            if (m.data[e] <= 0 || m.data[e] < rules.filter * strongest) continue;
            degree += m.data[e];
            row.add(of[j], m.data[e]);
          }
        if (degree == 0) return chunk.put(of[i], 1.0);
        row.add(of[i], degree * (1 - rules.omega) / rules.omega);
        double largest = 0, kept = 0;
        for (double v : row.values()) largest = std::max(largest, v);
        for (double v : row.values()) kept += v >= rules.drop * largest ? v : 0;
        for (int32_t c : row.sorted())
          if (row.value(c) >= rules.drop * largest) chunk.put(c, row.value(c) / kept);
      },
      out);
}

Status CpuBackend::galerkin(CsrMatrix* out, const CsrView& p, const CsrView& pt, const CsrView& w) {
  ++device_->counters().launches;
  const Csr fine(w), from(p), to(pt);
  const int64_t work = pt.indices.size() * (4 + 3 * w.indices.size() / std::max<int64_t>(fine.rows, 1));
  return build_by_accumulator(
      *this, to.rows, to.rows, grain_of(to.rows, work),
      [&](int64_t row, SparseAccumulator& sum, RowsOfChunk& chunk) {
        for (int32_t t = to.indptr[row]; t < to.indptr[row + 1]; ++t) {
          const int32_t i = to.indices[t];
          double degree = 0;
          for (int32_t e = fine.indptr[i]; e < fine.indptr[i + 1]; ++e) {
            const double value = to.data[t] * fine.data[e];
            const int32_t j = fine.indices[e];
            // Within an aggregate an edge does nothing; its weight must not drown weak ones.
            if (same_unit_row(from, i, j)) continue;
            degree += value;
            for (int32_t k = from.indptr[j]; k < from.indptr[j + 1]; ++k)
              sum.add(from.indices[k], value * from.data[k]);
          }
          for (int32_t k = from.indptr[i]; k < from.indptr[i + 1]; ++k)
            sum.add(from.indices[k], -degree * from.data[k]);
        }
        for (int32_t c : sum.sorted())
          if (c != row && sum.value(c) != 0) chunk.put(c, sum.value(c));
      },
      out);
}

}  // namespace obol::cpu
