// Galerkin products PᵀKP, K in difference form: every product of three entries is written down, once what there are is
// counted, then they are summed by place.
#include "gpu/multilevel.h"

namespace obol::gpu {
namespace {

// The products that entry t of Pᵀ, P's weight of node i in coarse row R, stands for: with each edge of i and each entry
// of its other end, and with the sum of those edges and each entry of i itself.
struct Products {
  RoughRows p, pt, w;

  // Whether rows i and j of P both hold one entry, in the same column: an edge between the two does nothing, and its
  // weight must not drown weak ones.
  OBOL_HD bool same_unit_row(int32_t i, int32_t j) const {
    const int32_t at = p.indptr[i], other = p.indptr[j];
    return p.indptr[i + 1] == at + 1 && p.indptr[j + 1] == other + 1 && p.indices[at] == p.indices[other];
  }

  // Calls emit(column, value) for each, but for those on the diagonal, whose column is `row`.
  template <class Emit>
  OBOL_HD void each(const Thread& t, int64_t at, int64_t row, Emit& emit) const {
    const int32_t i = pt.indices[at];
    double degree = 0;
    for (int32_t e = w.indptr[i]; t.within(e, w.indptr[i + 1]); ++e) {
      const int32_t j = w.indices[e];
      if (same_unit_row(i, j)) continue;
      const double value = pt.data[at] * w.data[e];
      degree += value;
      for (int32_t k = p.indptr[j]; t.within(k, p.indptr[j + 1]); ++k)
        if (p.indices[k] != row) emit.take(p.indices[k], value * p.data[k]);
    }
    for (int32_t k = p.indptr[i]; t.within(k, p.indptr[i + 1]); ++k)
      if (p.indices[k] != row) emit.take(p.indices[k], -degree * p.data[k]);
  }
};

struct CountProductsKernel {
  static constexpr uint32_t kThreads = 256;
  Products products;
  int64_t* count;

  struct Counter {
    int64_t n;
    OBOL_HD void take(int32_t, double) { ++n; }
  };

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t at = t.global();
    if (!t.within(at, products.pt.most)) return;
    Counter counter{0};
    products.each(t, at, segment_of(products.pt.indptr, products.pt.rows, at), counter);
    count[at] = counter.n;
  }
};

struct WriteProductsKernel {
  static constexpr uint32_t kThreads = 256;
  Products products;
  const int64_t* end;  // where each entry's products end
  Entries::Writer out;

  struct Row {
    const Entries::Writer& out;
    int64_t at, row;
    OBOL_HD void take(int32_t col, double value) { out.put(at++, row, col, value); }
  };

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t at = t.global();
    if (!t.within(at, products.pt.most)) return;
    Row row{out, at > 0 ? end[at - 1] : 0, segment_of(products.pt.indptr, products.pt.rows, at)};
    products.each(t, at, row.row, row);
  }
};

struct NotZero {
  OBOL_HD bool keeps(int64_t, int64_t, double value) const { return value != 0; }
  OBOL_HD double value(int64_t, double v) const { return v; }
};

}  // namespace

Status GpuBackend::galerkin(CsrMatrix* out, const CsrView& p, const CsrView& pt, const CsrView& w) {
  const Rough from(p), to(pt), fine(w);
  const Products products{RoughRows(from), RoughRows(to), RoughRows(fine)};
  StorageRef held;
  int64_t *end = nullptr, count = 0;
  if (to.most > 0) {
    OBOL_TRY(context_.workspace(to.most, &held, &end));
    OBOL_TRY(context_.run_over(to.most, CountProductsKernel{products, end}));
    OBOL_TRY(running_sum(context_, end, end, to.most));
    OBOL_TRY(context_.read(&count, static_cast<int64_t*>(held->device_pointer()) + to.most - 1, sizeof(count)));
  }
  Entries entries;
  Rough sums;
  OBOL_TRY(entries.allocate(context_, count, to.rows, to.rows));
  OBOL_TRY(context_.run_over(to.most, WriteProductsKernel{products, end, entries.writer()}));
  OBOL_TRY(sum_entries(context_, entries, &sums));
  return keep_entries(context_, sums, NotZero(), out);
}

}  // namespace obol::gpu
