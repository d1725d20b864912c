// The multifrontal LU factorisation and its solves, on the fronts of the symmetrised pattern. A front has as many rows as
// columns, but pivoting makes them different ones: each front lists both.
#include <algorithm>
#include <atomic>

#include "algorithms/sparse_direct/front_lu.h"
#include "algorithms/sparse_direct/panel_solver.h"

namespace obol::sparse_direct {
namespace {

using dense::Buffer;

// A front as it was eliminated: rows and columns, its pivots first; L and Uᴴ as m × pivots panels.
template <class T>
struct Eliminated {
  int64_t pivots = 0, summed = 0;
  std::vector<int32_t> rows, cols;
  T *l = nullptr, *u = nullptr;

  int64_t size() const { return static_cast<int64_t>(rows.size()); }
};

// 2^−e for a number in [2^(e−1), 2^e); 0 for 0.
double power_below(double x) {
  if (!(x > 0)) return 0;
  int exponent;
  std::frexp(x, &exponent);
  return std::ldexp(1.0, std::max(-1000, std::min(1000, -exponent)));
}

template <class T>
class Lu final : public Factor<T> {
 public:
  explicit Lu(const Symbolic& symbolic) : s_(symbolic), n_(symbolic.n), solver_(symbolic) {}

  Status factor(const HostCsr<T>& a, double shift, const Cancelled& cancelled, Outcome* outcome) {
    const int64_t predicted = static_cast<int64_t>(sizeof(T)) * (2 * s_.entries + s_.working);
    OBOL_TRY(check_memory(predicted));
    allowed_ = memory_allowed();
    a_ = &a;
    shift_ = shift;
    transpose();
    scale();
    fronts_.resize(s_.fronts.size());
    rest_.resize(s_.fronts.size());
    arenas_.resize(2 * s_.subtrees.size() + 2);
    std::atomic<bool> stop{false}, singular{false}, full{false};
    std::vector<double> pivots(s_.fronts.size(), 1.0);
    const auto run = [&](int32_t f, size_t task) {
      if (stop.load(std::memory_order_relaxed)) return;
      if (cancelled()) stop = true;
      switch (eliminate(f, &arenas_[2 * task], &pivots[u(f)])) {
        case Eliminates::kSingular:
          stop = singular = true;
          break;
        case Eliminates::kFull:
          stop = full = true;
          break;
        default:
          break;
      }
      if (held_.load(std::memory_order_relaxed) > allowed_) stop = full = true;
    };
    for_each_chunk(static_cast<int64_t>(s_.subtrees.size()), [&](int64_t t) {
      for (int32_t f = s_.subtrees[u(t)].begin; f < s_.subtrees[u(t)].end; ++f) run(f, u(t));
    });
    for (int32_t f : s_.top) run(f, s_.subtrees.size());
    rest_.clear();
    if (cancelled()) return Status(Code::kAborted, "aborted");
    if (full) return check_memory(INT64_MAX);
    this->smallest_pivot = pivots.empty() ? 1 : *std::min_element(pivots.begin(), pivots.end());
    *outcome = singular ? Outcome::kSingular : Outcome::kDone;
    if (singular) return Status();
    for (Eliminated<T>& e : fronts_) {
      solver_.add(e.l, e.u, e.pivots, e.rows, e.cols);
      e = Eliminated<T>();
    }
    solver_.finish();
    return Status();
  }

  int64_t bytes() const override { return held_; }

  Status solve(int64_t columns, T* x) override {
    constexpr int64_t kTogether = 32;
    for (int64_t c = 0; c < columns; c += kTogether)
      solver_.solve(columns, std::min(kTogether, columns - c), row_scale_.data(), column_scale_.data(), x + c);
    return Status();
  }

 private:
  // Entry p of `columns_` lies at place_in_a_[p] of A: A by columns, to find what is below a diagonal.
  void transpose() {
    column_start_.assign(u(n_) + 1, 0);
    for (int32_t j : a_->indices) ++column_start_[u(j) + 1];
    for (size_t j = 0; j < u(n_); ++j) column_start_[j + 1] += column_start_[j];
    column_rows_.resize(a_->indices.size());
    column_from_.resize(a_->indices.size());
    std::vector<int32_t> next(column_start_.begin(), column_start_.end() - 1);
    for (int32_t i = 0; i < n_; ++i)
      for (int32_t p = a_->indptr[u(i)]; p < a_->indptr[u(i) + 1]; ++p) {
        const size_t to = u(next[u(a_->indices[u(p)])]++);
        column_rows_[to] = i;
        column_from_[to] = p;
      }
  }

  T entry(int32_t row, int32_t column, int32_t p) const {
    return (a_->data[u(p)] - (row == column ? T(shift_) : T(0))) * (row_scale_[u(row)] * column_scale_[u(column)]);
  }

  void scale() {
    row_scale_.assign(u(n_), 1.0);
    column_scale_.assign(u(n_), 1.0);
    std::vector<double> rows(u(n_), std::fabs(shift_)), columns(u(n_), 0.0);
    const auto each = [&](auto&& visit) {
      for (int32_t i = 0; i < n_; ++i)
        for (int32_t p = a_->indptr[u(i)]; p < a_->indptr[u(i) + 1]; ++p)
          visit(i, a_->indices[u(p)], magnitude(entry(i, a_->indices[u(p)], p)));
    };
    each([&](int32_t i, int32_t, double size) { rows[u(i)] = std::max(rows[u(i)], size); });
    for (int32_t i = 0; i < n_; ++i) row_scale_[u(i)] = power_below(rows[u(i)]);
    for (int32_t i = 0; i < n_; ++i) columns[u(i)] = std::fabs(shift_) * row_scale_[u(i)];
    each([&](int32_t, int32_t j, double size) { columns[u(j)] = std::max(columns[u(j)], size); });
    for (int32_t j = 0; j < n_; ++j) column_scale_[u(j)] = power_below(columns[u(j)]);
  }

  enum class Eliminates { kDone, kSingular, kFull };

  // `arenas`: for L and for U.
  Eliminates eliminate(int32_t f, Arena<T>* arenas, double* least) {
    const Front& front = s_.fronts[u(f)];
    Eliminated<T>& e = fronts_[u(f)];
    for (int32_t c = 0; c < front.columns; ++c) e.rows.push_back(front.first + c);
    e.cols = e.rows;
    for (int32_t child : front.children) {
      const Eliminated<T>& from = fronts_[u(child)];
      e.rows.insert(e.rows.end(), from.rows.begin() + from.pivots, from.rows.begin() + from.summed);
      e.cols.insert(e.cols.end(), from.cols.begin() + from.pivots, from.cols.begin() + from.summed);
    }
    e.summed = e.size();
    e.rows.insert(e.rows.end(), front.rows.begin(), front.rows.end());
    e.cols.insert(e.cols.end(), front.rows.begin(), front.rows.end());
    const int64_t m = e.size();
    std::vector<int32_t>&row_map = thread_map<2>(n_), &column_map = thread_map<3>(n_);
    for (int64_t i = 0; i < m; ++i) {
      row_map[u(e.rows[u(i)])] = static_cast<int32_t>(i);
      column_map[u(e.cols[u(i)])] = static_cast<int32_t>(i);
    }
    Buffer<T> a(u(m * m), T(0));
    assemble(front, m, row_map, column_map, a.data());
    for (int32_t child : front.children) add(child, m, row_map, column_map, a.data());
    e.pivots = FrontLu<T>(m, e.summed, a.data(), &e.rows, &e.cols).run(least);
    if (e.pivots < e.summed && front.parent < 0) return Eliminates::kSingular;
    const int64_t p = e.pivots, rest = m - p;
    e.l = arenas[0].take(m * p);
    e.u = arenas[1].take(m * p);
    if (e.l == nullptr || e.u == nullptr) return Eliminates::kFull;
    std::copy(a.begin(), a.begin() + m * p, e.l);
    for (int64_t j = 0; j < p; ++j) {
      std::fill(e.u + j * m, e.u + j * m + j, T(0));
      for (int64_t i = j + 1; i < m; ++i) e.u[j * m + i] = conjugate(a[u(i * m + j)]);
      e.u[j * m + j] = conjugate(T(1) / a[u(j * m + j)]);
      e.l[j * m + j] = T(1);
    }
    Buffer<T>& square = rest_[u(f)];
    square.resize(u(rest * rest));
    for (int64_t j = 0; j < rest; ++j) {
      const T* const from = a.data() + (p + j) * m;
      std::copy(from + p, from + m, square.data() + j * rest);
    }
    held_ += static_cast<int64_t>(sizeof(T)) * 2 * m * p;
    return Eliminates::kDone;
  }

  // The entries of A whose row or column is the front's own and neither was before.
  void assemble(const Front& front, int64_t m, const std::vector<int32_t>& row_map,
                const std::vector<int32_t>& column_map, T* a) {
    const int32_t end = front.first + front.columns;
    for (int32_t own = front.first; own < end; ++own) {
      const int32_t old = s_.order[u(own)];
      bool diagonal = false;
      for (int32_t p = a_->indptr[u(old)]; p < a_->indptr[u(old) + 1]; ++p) {
        const int32_t column = a_->indices[u(p)], c = s_.place[u(column)];
        diagonal = diagonal || column == old;
        if (c >= front.first) a[column_map[u(c)] * m + row_map[u(own)]] += entry(old, column, p);
      }
      if (!diagonal)
        a[column_map[u(own)] * m + row_map[u(own)]] -= T(shift_ * row_scale_[u(old)] * column_scale_[u(old)]);
      for (int32_t q = column_start_[u(old)]; q < column_start_[u(old) + 1]; ++q) {
        const int32_t row = column_rows_[u(q)], r = s_.place[u(row)];
        if (r >= end) a[column_map[u(own)] * m + row_map[u(r)]] += entry(row, old, column_from_[u(q)]);
      }
    }
  }

  void add(int32_t child, int64_t m, const std::vector<int32_t>& row_map, const std::vector<int32_t>& column_map,
           T* a) {
    const Eliminated<T>& from = fronts_[u(child)];
    const int64_t rest = from.size() - from.pivots;
    const T* square = rest_[u(child)].data();
    thread_local std::vector<int32_t> local;
    local.resize(u(rest));
    for (int64_t i = 0; i < rest; ++i) local[u(i)] = row_map[u(from.rows[u(from.pivots + i)])];
    for (int64_t j = 0; j < rest; ++j, square += rest) {
      T* const to = a + column_map[u(from.cols[u(from.pivots + j)])] * m;
      for (int64_t i = 0; i < rest; ++i) to[local[u(i)]] += square[i];
    }
    Buffer<T>().swap(rest_[u(child)]);
  }

  const Symbolic& s_;
  const int32_t n_;
  const HostCsr<T>* a_ = nullptr;
  double shift_ = 0;
  int64_t allowed_ = 0;
  std::atomic<int64_t> held_{0};
  std::vector<int32_t> column_start_, column_rows_, column_from_;
  std::vector<double> row_scale_, column_scale_;
  std::vector<Eliminated<T>> fronts_;
  std::vector<Buffer<T>> rest_;
  std::vector<Arena<T>> arenas_;  // of each task, for L and for U
  PanelSolver<T> solver_;
};

}  // namespace

template <class T>
Status lu(const Symbolic& symbolic, const HostCsr<T>& a, double shift, const Cancelled& cancelled,
          std::unique_ptr<Factor<T>>* out, Outcome* outcome) {
  auto factor = std::make_unique<Lu<T>>(symbolic);
  OBOL_TRY(factor->factor(a, shift, cancelled, outcome));
  if (*outcome == Outcome::kDone) *out = std::move(factor);
  return Status();
}

template Status lu<double>(const Symbolic&, const HostCsr<double>&, double, const Cancelled&,
                           std::unique_ptr<Factor<double>>*, Outcome*);
template Status lu<std::complex<double>>(const Symbolic&, const HostCsr<std::complex<double>>&, double,
                                         const Cancelled&, std::unique_ptr<Factor<std::complex<double>>>*, Outcome*);

}  // namespace obol::sparse_direct
