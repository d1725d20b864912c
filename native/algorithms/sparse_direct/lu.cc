// The multifrontal LU factorisation and its solves, on the fronts of the symmetrised pattern. A front has as many rows as
// columns, but pivoting makes them different ones: each front lists both.
#include <algorithm>
#include <atomic>

#include "algorithms/sparse_direct/front_lu.h"
#include "device/threads.h"

namespace obol::sparse_direct {
namespace {

using dense::Buffer;
using dense::kernels;
using dense::Op;

// A front as it was eliminated: rows and columns, its pivots first; `l` is m × pivots with U's square above the
// diagonal, `u` pivots × the rest.
template <class T>
struct Eliminated {
  int64_t pivots = 0, summed = 0;
  std::vector<int32_t> rows, cols;
  Buffer<T> l, u;

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
  explicit Lu(const Symbolic& symbolic) : s_(symbolic), n_(symbolic.n) {}

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
    std::atomic<bool> stop{false}, singular{false}, full{false};
    std::vector<double> pivots(s_.fronts.size(), 1.0);
    const auto run = [&](int32_t f) {
      if (stop.load(std::memory_order_relaxed)) return;
      if (cancelled()) stop = true;
      if (!eliminate(f, &pivots[u(f)])) stop = singular = true;
      if (held_.load(std::memory_order_relaxed) > allowed_) stop = full = true;
    };
    for_each_chunk(static_cast<int64_t>(s_.subtrees.size()), [&](int64_t t) {
      for (int32_t f = s_.subtrees[u(t)].begin; f < s_.subtrees[u(t)].end; ++f) run(f);
    });
    for (int32_t f : s_.top) run(f);
    rest_.clear();
    if (cancelled()) return Status(Code::kAborted, "aborted");
    if (full) return check_memory(INT64_MAX);
    this->smallest_pivot = pivots.empty() ? 1 : *std::min_element(pivots.begin(), pivots.end());
    *outcome = singular ? Outcome::kSingular : Outcome::kDone;
    return Status();
  }

  int64_t bytes() const override { return held_; }

  Status solve(int64_t columns, T* x) override {
    constexpr int64_t kTogether = 32;
    for (int64_t c = 0; c < columns; c += kTogether) solve_some(columns, std::min(kTogether, columns - c), x + c);
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

  bool eliminate(int32_t f, double* least) {
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
    if (e.pivots < e.summed && front.parent < 0) return false;
    const int64_t rest = m - e.pivots;
    e.l.assign(a.begin(), a.begin() + m * e.pivots);
    e.u.resize(u(e.pivots * rest));
    Buffer<T>& square = rest_[u(f)];
    square.resize(u(rest * rest));
    for (int64_t j = 0; j < rest; ++j) {
      const T* const from = a.data() + (e.pivots + j) * m;
      std::copy(from, from + e.pivots, e.u.data() + j * e.pivots);
      std::copy(from + e.pivots, from + m, square.data() + j * rest);
    }
    held_ += static_cast<int64_t>(sizeof(T)) * (m * e.pivots + e.pivots * rest);
    return true;
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

  // w holds the right-hand side by rows, then y holds the solution by columns.
  void solve_some(int64_t stride, int64_t r, T* x) {
    w_.resize(u(n_ * r));
    y_.resize(u(n_ * r));
    for (int64_t i = 0; i < n_; ++i) {
      const int32_t old = s_.order[u(i)];
      for (int64_t c = 0; c < r; ++c) w_[u(i * r + c)] = x[old * stride + c] * row_scale_[u(old)];
    }
    for (const Eliminated<T>& e : fronts_) forward(e, r);
    for (size_t f = fronts_.size(); f-- > 0;) backward(fronts_[f], r);
    for (int64_t i = 0; i < n_; ++i) {
      const int32_t old = s_.order[u(i)];
      for (int64_t c = 0; c < r; ++c) x[old * stride + c] = y_[u(i * r + c)] * column_scale_[u(old)];
    }
  }

  static constexpr int64_t kStep = 16;

  void forward(const Eliminated<T>& e, int64_t r) {
    const auto& one = kernels<T>();
    const int64_t m = e.size(), p = e.pivots;
    local_.resize(u(m * r));
    for (int64_t i = 0; i < m; ++i)
      for (int64_t c = 0; c < r; ++c) local_[u(c * m + i)] = w_[u(e.rows[u(i)] * r + c)];
    for (int64_t c = 0; c < r; ++c) {
      T* const x = local_.data() + c * m;
      for (int64_t j = 0; j < p; j += kStep) {
        const int64_t end = std::min(p, j + kStep);
        for (int64_t k = j; k < end; ++k)
          for (int64_t i = k + 1; i < end; ++i) x[i] -= e.l[u(k * m + i)] * x[k];
        one.apply_add(m - end, end - j, T(-1), e.l.data() + j * m + end, m, Op::kNone, x + j, x + end);
      }
    }
    for (int64_t c = 0; c < r; ++c)
      for (int64_t i = 0; i < m; ++i)
        (i < p ? y_[u(e.cols[u(i)] * r + c)] : w_[u(e.rows[u(i)] * r + c)]) = local_[u(c * m + i)];
  }

  void backward(const Eliminated<T>& e, int64_t r) {
    const auto& one = kernels<T>();
    const int64_t m = e.size(), p = e.pivots;
    local_.resize(u(m * r));
    for (int64_t i = 0; i < m; ++i)
      for (int64_t c = 0; c < r; ++c) local_[u(c * m + i)] = y_[u(e.cols[u(i)] * r + c)];
    for (int64_t c = 0; c < r; ++c) {
      T* const x = local_.data() + c * m;
      one.apply_add(p, m - p, T(-1), e.u.data(), p, Op::kNone, x + p, x);
      for (int64_t j = (p - 1) / kStep * kStep; j >= 0 && p > 0; j -= kStep) {
        const int64_t end = std::min(p, j + kStep);
        for (int64_t k = end; k-- > j;) {
          x[k] = x[k] / e.l[u(k * m + k)];
          for (int64_t i = j; i < k; ++i) x[i] -= e.l[u(k * m + i)] * x[k];
        }
        one.apply_add(j, end - j, T(-1), e.l.data() + j * m, m, Op::kNone, x + j, x);
      }
    }
    for (int64_t c = 0; c < r; ++c)
      for (int64_t i = 0; i < p; ++i) y_[u(e.cols[u(i)] * r + c)] = local_[u(c * m + i)];
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
  Buffer<T> w_, y_, local_;
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
