// The multifrontal Cholesky factorisation and its solves. A front is a panel, which becomes columns of L, and a square
// that its parent takes over.
#include <algorithm>
#include <atomic>
#include <numeric>

#include "algorithms/dense/multiply.h"
#include "algorithms/sparse_direct/panel_solver.h"
#include "device/threads.h"

namespace obol::sparse_direct {
namespace {

using dense::Buffer;
using dense::kernels;
using dense::Op;

constexpr int64_t kBlock = 128;  // columns eliminated at once
constexpr int64_t kStrip = 256;  // rows of a triangular solve that one thread takes
constexpr int64_t kNarrow = 8;   // panels up to this width are done by plain loops

// A = L·Lᴴ of the first columns of an m × p panel; the row of the first pivot that isn't positive, or −1.
template <class T>
int64_t narrow_panel(int64_t m, int64_t p, T* a) {
  for (int64_t j = 0; j < p; ++j) {
    T* const column = a + j * m;
    for (int64_t k = 0; k < j; ++k) {
      const T factor = conjugate(a[k * m + j]);
      const T* const other = a + k * m;
      for (int64_t i = j; i < m; ++i) column[i] -= other[i] * factor;
    }
    const double pivot = real_part(column[j]);
    if (!(pivot > 0) || !std::isfinite(pivot)) return j;
    const double root = std::sqrt(pivot);
    column[j] = root;
    const double inverse = 1 / root;
    for (int64_t i = j + 1; i < m; ++i) column[i] *= inverse;
  }
  return -1;
}

// The same for any width, on all threads.
template <class T>
int64_t panel(int64_t m, int64_t p, T* a) {
  if (p <= kNarrow) return narrow_panel(m, p, a);
  const auto& one = kernels<T>();
  for (int64_t j = 0; j < p; j += kBlock) {
    const int64_t width = std::min(kBlock, p - j), below = m - j - width;
    T* const corner = a + j * m + j;
    const int64_t bad = one.cholesky(width, corner, m);
    if (bad >= 0) return j + bad;
    for (int64_t i = 0; i < width; ++i)
      if (!std::isfinite(real_part(corner[i * m + i]))) return j + i;
    parallel_for(below, kStrip, [&](int64_t begin, int64_t end) {
      one.solve_right_adjoint(width, end - begin, corner, m, corner + width + begin, m);
    });
    const int64_t rest = p - j - width;
    if (rest == 0) break;
    T* const next = corner + width * m + width;
    dense::multiply_add_lower<T>(rest, width, T(-1), corner + width, m, corner + width, m, Op::kAdjoint, next, m);
    dense::multiply_add<T>(below - rest, rest, width, T(-1), corner + width + rest, m, Op::kNone, corner + width, m,
                           Op::kAdjoint, next + rest, m);
  }
  return -1;
}

template <class T>
class Cholesky final : public Factor<T> {
 public:
  explicit Cholesky(const Symbolic& symbolic) : s_(symbolic), solver_(symbolic) {}

  Status factor(const HostCsr<T>& a, double shift, bool negated, const Cancelled& cancelled, Outcome* outcome) {
    const int64_t bytes = static_cast<int64_t>(sizeof(T)) * (s_.entries + 8 * static_cast<int64_t>(s_.fronts.size()));
    OBOL_TRY(check_memory(bytes + static_cast<int64_t>(sizeof(T)) * s_.working));
    offsets_.reserve(s_.fronts.size() + 1);
    int64_t at = 0;
    for (const Front& front : s_.fronts) {
      offsets_.push_back(at);
      at += aligned(front.size() * front.columns);
    }
    size_ = at;
    values_ = allocate<T>(at);
    if (values_ == nullptr) return Status(Code::kMemory, "no host memory for " + std::to_string(bytes) + " bytes");
    rest_.resize(s_.fronts.size());
    a_ = &a;
    shift_ = shift;
    sign_ = negated ? -1 : 1;
    std::atomic<bool> stop{false};
    std::vector<double> pivots(s_.fronts.size(), 1.0);
    const auto run = [&](int32_t f) {
      if (stop.load(std::memory_order_relaxed)) return;
      if (cancelled()) stop = true;
      if (!eliminate(f, &pivots[u(f)])) stop = true;
    };
    for_each_chunk(static_cast<int64_t>(s_.subtrees.size()), [&](int64_t t) {
      for (int32_t f = s_.subtrees[u(t)].begin; f < s_.subtrees[u(t)].end; ++f) run(f);
    });
    for (int32_t f : s_.top) run(f);
    rest_.clear();
    if (cancelled()) return Status(Code::kAborted, "aborted");
    this->smallest_pivot = pivots.empty() ? 1 : *std::min_element(pivots.begin(), pivots.end());
    *outcome = stop ? Outcome::kIndefinite : Outcome::kDone;
    if (!stop) prepare_solves();
    return Status();
  }

  int64_t bytes() const override { return size_ * static_cast<int64_t>(sizeof(T)); }

  Status solve(int64_t columns, T* x) override {
    for (int64_t c = 0; c < columns; c += kTogether)
      solver_.solve(columns, std::min(kTogether, columns - c), nullptr, signs_.empty() ? nullptr : signs_.data(),
                    x + c);
    return Status();
  }

 private:
  static constexpr int64_t kTogether = 32;

  void prepare_solves() {
    std::vector<int32_t> rows;
    for (size_t f = 0; f < s_.fronts.size(); ++f) {
      const Front& front = s_.fronts[f];
      rows.resize(u(front.columns));
      std::iota(rows.begin(), rows.end(), front.first);
      rows.insert(rows.end(), front.rows.begin(), front.rows.end());
      const T* const panel = values_.get() + offsets_[f];
      solver_.add(panel, panel, front.columns, rows, rows);
    }
    solver_.finish();
    if (sign_ < 0) signs_.assign(u(s_.n), -1.0);
  }

  T* panel_of(int32_t f) const { return values_.get() + offsets_[u(f)]; }

  bool eliminate(int32_t f, double* least) {
    const Front& front = s_.fronts[u(f)];
    const int64_t m = front.size(), p = front.columns, rest = m - p;
    T* const a = panel_of(f);
    std::fill(a, a + m * p, T(0));
    std::vector<int32_t>& map = thread_map<0>(s_.n);
    for (int64_t i = 0; i < p; ++i) map[u(front.first + i)] = static_cast<int32_t>(i);
    for (int64_t i = 0; i < rest; ++i) map[u(front.rows[u(i)])] = static_cast<int32_t>(p + i);
    thread_local std::vector<double> sizes;
    sizes.assign(u(p), 0.0);
    for (int64_t j = 0; j < p; ++j) {
      const int32_t column = front.first + static_cast<int32_t>(j), old = s_.order[u(column)];
      T* const to = a + j * m;
      for (int32_t q = a_->indptr[u(old)]; q < a_->indptr[u(old) + 1]; ++q) {
        const int32_t row = s_.place[u(a_->indices[u(q)])];
        if (row >= column) to[map[u(row)]] += sign_ * conjugate(a_->data[u(q)]);
      }
      sizes[u(j)] = std::fabs(real_part(to[j])) + std::fabs(shift_);
      to[j] = real_part(to[j]) - sign_ * shift_;
    }
    Buffer<T>& square = rest_[u(f)];
    square.assign(u(rest * rest), T(0));
    for (int32_t child : front.children) add(child, map, m, p, rest, a, square.data());
    const int64_t bad = panel(m, p, a);
    if (bad >= 0) return false;
    for (int64_t j = 0; j < p; ++j) *least = std::min(*least, std::pow(real_part(a[j * m + j]), 2) / sizes[u(j)]);
    update(m, p, rest, a, square.data());
    // Solves multiply by the inverses.
    for (int64_t j = 0; j < p; ++j) a[j * m + j] = 1 / real_part(a[j * m + j]);
    return true;
  }

  // What a child hands on: its square's columns go to the panel or to the square here.
  void add(int32_t child, const std::vector<int32_t>& map, int64_t m, int64_t p, int64_t rest, T* a, T* square) {
    const std::vector<int32_t>& rows = s_.fronts[u(child)].rows;
    const int64_t size = static_cast<int64_t>(rows.size());
    const T* from = rest_[u(child)].data();
    thread_local std::vector<int32_t> local;
    local.resize(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) local[i] = map[u(rows[i])];
    for (int64_t j = 0; j < size; ++j, from += size) {
      const int64_t column = local[u(j)];
      T* const to = column < p ? a + column * m : square + (column - p) * rest - p;
      for (int64_t i = j; i < size; ++i) to[local[u(i)]] += from[i];
    }
    Buffer<T>().swap(rest_[u(child)]);
  }

  static void update(int64_t m, int64_t p, int64_t rest, const T* a, T* square) {
    if (p > kNarrow || rest > 64) {
      dense::multiply_add_lower<T>(rest, p, T(-1), a + p, m, a + p, m, Op::kAdjoint, square, rest);
      return;
    }
    for (int64_t j = 0; j < rest; ++j) {
      T* const to = square + j * rest;
      for (int64_t k = 0; k < p; ++k) {
        const T* const column = a + k * m + p;
        const T factor = conjugate(column[j]);
        for (int64_t i = j; i < rest; ++i) to[i] -= column[i] * factor;
      }
    }
  }

  const Symbolic& s_;
  const HostCsr<T>* a_ = nullptr;
  double shift_ = 0, sign_ = 1;
  std::vector<int64_t> offsets_;
  std::vector<double> signs_;  // of the solution, where A was negated
  int64_t size_ = 0;
  HostPanels<T> values_;
  std::vector<Buffer<T>> rest_;
  PanelSolver<T> solver_;
};

}  // namespace

template <class T>
Status cholesky(const Symbolic& symbolic, const HostCsr<T>& a, double shift, bool negated, const Cancelled& cancelled,
                std::unique_ptr<Factor<T>>* out, Outcome* outcome) {
  auto factor = std::make_unique<Cholesky<T>>(symbolic);
  OBOL_TRY(factor->factor(a, shift, negated, cancelled, outcome));
  if (*outcome == Outcome::kDone) *out = std::move(factor);
  return Status();
}

template Status cholesky<double>(const Symbolic&, const HostCsr<double>&, double, bool, const Cancelled&,
                                 std::unique_ptr<Factor<double>>*, Outcome*);
template Status cholesky<std::complex<double>>(const Symbolic&, const HostCsr<std::complex<double>>&, double, bool,
                                               const Cancelled&, std::unique_ptr<Factor<std::complex<double>>>*,
                                               Outcome*);

}  // namespace obol::sparse_direct
