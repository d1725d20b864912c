#include "algorithms/eigen/lobpcg_general.h"

#include <algorithm>
#include <cmath>

#include "algorithms/eigen/block_space.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

constexpr double kEpsilon = 2.220446049250313e-16;
// So many iterations rounding is left to add up in what is updated instead of computed.
constexpr int64_t kRefresh = 16;

Status not_finite() { return Status(Code::kRange, "expected operators that give finite numbers, got NaN or infinity"); }

// A block, and what A and B make of it.
struct Triple {
  Tensor x, a, b;
  explicit operator bool() const { return static_cast<bool>(x); }
  int64_t columns() const { return x ? x.shape(1) : 0; }
};

template <class T>
class Lobpcg {
 public:
  Lobpcg(const JobContext& context, const Pencil& pencil, const LobpcgOptions& options, int64_t k)
      : context_(context),
        pencil_(pencil),
        options_(options),
        n_(pencil.a->rows()),
        k_(k),
        space_(context, n_, pencil.b.get()) {}

  Status run(const Tensor& start, LobpcgResult* result) {
    OBOL_TRY(constrain());
    const int64_t free = n_ - y_.columns();
    if (k_ > free)
      return Status(Code::kRange,
                    "expected at most " + std::to_string(free) + " columns for X, got " + std::to_string(k_));
    // Small ones: the whole space is the basis.
    const bool dense = free < 5 * k_;
    OBOL_TRY(dense ? whole_space() : begin(start));
    OBOL_TRY(turn());
    return dense ? finish_dense(result) : iterate(result);
  }

 private:
  Status constrain() {
    if (!pencil_.constraints) return Status();
    y_.x = pencil_.constraints;
    const int64_t count = y_.columns();
    OBOL_TRY(space_.orthonormalize({}, {}, &y_.x, &y_.b));
    if (y_.columns() < count) return Status(Code::kRange, "expected linearly independent columns for Y");
    Tensor unused;
    normals_ = y_.b;
    return pencil_.b ? BlockSpace<T>(context_, n_, nullptr).orthonormalize({}, {}, &normals_, &unused) : Status();
  }

  // x −= t·sᴴ·x.
  Status without(const Tensor& s, const Tensor& t, Tensor* x) {
    const int64_t count = x->shape(1), p = s.shape(1);
    Small<T> along, factors(static_cast<size_t>((count + p) * count), T(0));
    OBOL_TRY(space_.inner({s}, {*x}, &along));
    for (int64_t i = 0; i < count; ++i) factors[static_cast<size_t>(i * count + i)] = T(1);
    for (size_t i = 0; i < along.size(); ++i) factors[static_cast<size_t>(count * count) + i] = -along[i];
    return space_.combine({*x, t}, factors, count, x);
  }

  // Where only vectors that are B-orthogonal to Y count, M's answer to r is M·(r − B·Y·μ) with the μ that makes it one of
  // them. tilted_ spans M·B·Y, duals_ B·Y, and sᴴ·t = I of the two; directions of which M makes nothing are left out.
  Status precondition_constraints() {
    Tensor m;
    Small<T> g, v, factors;
    std::vector<double> d, lengths;
    OBOL_TRY(space_.apply(*pencil_.preconditioner, normals_, &m));
    OBOL_TRY(space_.inner({normals_}, {m}, &g));
    OBOL_TRY(space_.norms(m, &lengths));
    const int64_t p = normals_.shape(1);
    if (!small_eigh<T>(p, g, &d, &v)) return not_finite();
    const double floor = 1e-10 * *std::max_element(lengths.begin(), lengths.end());
    int64_t first = 0;
    while (first < p && !(d[static_cast<size_t>(first)] > floor)) ++first;
    if (first == p) return Status();
    for (int64_t i = 0; i < p; ++i)
      for (int64_t j = first; j < p; ++j)
        factors.push_back(v[static_cast<size_t>(i * p + j)] / std::sqrt(d[static_cast<size_t>(j)]));
    OBOL_TRY(space_.combine({normals_}, factors, p - first, &duals_));
    return space_.combine({m}, factors, p - first, &tilted_);
  }

  // `wanted` columns from those of x: dependent ones are replaced by random ones.
  Status complete(int64_t wanted, uint64_t seed) {
    OBOL_TRY(space_.orthonormalize(blocks(&Triple::x, {&y_}), blocks(&Triple::b, {&y_}), &x_.x, &x_.b));
    for (int attempt = 0; attempt < 4 && x_.columns() < wanted; ++attempt) {
      Triple more;
      OBOL_TRY(space_.draw(wanted - x_.columns(), seed, &more.x));
      OBOL_TRY(space_.orthonormalize(blocks(&Triple::x, {&y_, &x_}), blocks(&Triple::b, {&y_, &x_}), &more.x, &more.b));
      if (!more) continue;
      if (!x_) {
        x_ = more;
        continue;
      }
      OBOL_TRY(space_.beside(x_.x, more.x, &x_.x));
      OBOL_TRY(space_.mass(x_.x, &x_.b));
    }
    if (x_.columns() == wanted) return Status();
    return Status(Code::kNumeric, "found no start vectors that are linearly independent in the inner product of B");
  }

  Status begin(const Tensor& start) {
    x_.x = start;
    OBOL_TRY(complete(k_, options_.seed));
    if (normals_ && pencil_.preconditioner) OBOL_TRY(precondition_constraints());
    return space_.apply(*pencil_.a, x_.x, &x_.a);
  }

  Status whole_space() {
    Tensor ones;
    OBOL_TRY(space_.make(n_, &x_.x));
    OBOL_TRY(context_.backend.fill(x_.x, scalar_of(BlockScalar<T>::dtype, 0)));
    View diagonal = x_.x;
    diagonal.layout = Layout::contiguous({n_});
    diagonal.layout.strides[0] = n_ + 1;
    OBOL_TRY(context_.backend.fill(diagonal, scalar_of(BlockScalar<T>::dtype, 1)));
    x_.b = x_.x;
    if (!pencil_.b && !y_) return space_.apply(*pencil_.a, x_.x, &x_.a);
    OBOL_TRY(space_.orthonormalize(blocks(&Triple::x, {&y_}), blocks(&Triple::b, {&y_}), &x_.x, &x_.b));
    if (x_.columns() < k_)
      return Status(Code::kNumeric, "B is singular to working precision: too few directions have a length in it");
    return space_.apply(*pencil_.a, x_.x, &x_.a);
  }

  static std::vector<Tensor> blocks(Tensor Triple::*part, std::initializer_list<const Triple*> list) {
    std::vector<Tensor> all;
    for (const Triple* t : list)
      if (*t) all.push_back(t->*part);
    return all;
  }

  // The eigenvectors of SᴴAS, wanted ones first, in theta_ and `c` (m × m).
  Status ritz(const std::vector<Tensor>& s, const std::vector<Tensor>& as, int64_t m, Small<T>* c) {
    Small<T> h, v;
    std::vector<double> w;
    OBOL_TRY(space_.inner(s, as, &h));
    double most = 0, skew = 0;
    const size_t size = static_cast<size_t>(m);
    for (size_t i = 0; i < size; ++i)
      for (size_t j = 0; j <= i; ++j) {
        T &low = h[i * size + j], &high = h[j * size + i];
        if (!std::isfinite(std::abs(low)) || !std::isfinite(std::abs(high))) return not_finite();
        most = std::max({most, std::abs(low), std::abs(high)});
        const T turned = T(conjugate(high));
        skew = std::max(skew, std::abs(low - turned));
        low = (low + turned) / 2.0;
      }
    if (skew > 1e-5 * std::max(most, norm_a_))
      return Status(Code::kRange, BlockScalar<T>::width == 2 ? "expected a Hermitian operator for A"
                                                             : "expected a symmetric operator for A");
    if (context_.cancelled()) return Status(Code::kAborted, "aborted");
    if (!small_eigh<T>(m, h, &w, &v)) return Status(Code::kNumeric, "the projected matrix has no eigenvalues");
    theta_.resize(size);
    c->resize(size * size);
    for (size_t j = 0; j < size; ++j) {
      const size_t from = options_.largest ? size - 1 - j : j;
      theta_[j] = w[from];
      for (size_t i = 0; i < size; ++i) (*c)[i * size + j] = v[i * size + from];
    }
    return Status();
  }
  static double conjugate(double x) { return x; }
  static std::complex<double> conjugate(std::complex<double> x) { return std::conj(x); }

  static Small<T> first_columns(const Small<T>& c, int64_t m, int64_t from, int64_t to) {
    Small<T> part;
    for (int64_t i = 0; i < to; ++i) part.insert(part.end(), c.begin() + i * m, c.begin() + i * m + from);
    return part;
  }

  Status combine(const std::vector<const Triple*>& s, const Small<T>& c, int64_t columns, Triple* out) {
    std::vector<Tensor> x, a, b;
    for (const Triple* t : s) {
      x.push_back(t->x);
      a.push_back(t->a);
      b.push_back(t->b);
    }
    Triple made;
    OBOL_TRY(space_.combine(x, c, columns, &made.x));
    OBOL_TRY(space_.combine(a, c, columns, &made.a));
    if (pencil_.b) {
      OBOL_TRY(space_.combine(b, c, columns, &made.b));
    } else {
      made.b = made.x;
    }
    *out = made;
    return Status();
  }

  // x becomes its own Ritz vectors, of which the first k stay.
  Status turn() {
    const int64_t m = x_.columns();
    Small<T> c;
    OBOL_TRY(gauge(x_));
    OBOL_TRY(ritz({x_.x}, {x_.a}, m, &c));
    OBOL_TRY(combine({&x_}, first_columns(c, m, k_, m), k_, &x_));
    theta_.resize(static_cast<size_t>(k_));
    return Status();
  }

  // The norm of A is at least that of a product with a vector of length 1.
  Status gauge(const Triple& t) {
    std::vector<double> before, after;
    OBOL_TRY(space_.norms(t.x, &before));
    OBOL_TRY(space_.norms(t.a, &after));
    for (size_t i = 0; i < before.size(); ++i) {
      if (!std::isfinite(after[i])) return not_finite();
      if (before[i] > 0) norm_a_ = std::max(norm_a_, after[i] / before[i]);
    }
    return Status();
  }

  // Residuals, their norms, and which are too large yet. Rounding sets a floor.
  Status measure(Tensor* r) {
    std::vector<double> lengths;
    OBOL_TRY(space_.difference(x_.a, x_.b, theta_, r));
    // Among the vectors that are B-orthogonal to Y, xᴴAx is stationary where all that is left lies along B·Y.
    if (normals_) OBOL_TRY(without(normals_, normals_, r));
    OBOL_TRY(space_.norms(*r, &residuals_));
    OBOL_TRY(space_.norms(x_.x, &lengths));
    active_.clear();
    for (int64_t j = 0; j < k_; ++j) {
      const size_t i = static_cast<size_t>(j);
      if (!std::isfinite(residuals_[i])) return not_finite();
      const double floor = 4 * kEpsilon * norm_a_ * lengths[i];
      if (residuals_[i] > std::max(options_.tolerance, floor)) active_.push_back(j);
    }
    return Status();
  }

  // What was updated is computed again, x and p are made orthonormal again.
  Status refresh() {
    OBOL_TRY(complete(k_, options_.seed));
    OBOL_TRY(space_.apply(*pencil_.a, x_.x, &x_.a));
    OBOL_TRY(turn());
    if (!p_) return Status();
    OBOL_TRY(space_.orthonormalize(blocks(&Triple::x, {&y_, &x_}), blocks(&Triple::b, {&y_, &x_}), &p_.x, &p_.b));
    return p_ ? space_.apply(*pencil_.a, p_.x, &p_.a) : Status();
  }

  // Search directions: the active residuals, preconditioned, without what the basis has already.
  Status search(const Tensor& r, Triple* w) {
    const int64_t count = static_cast<int64_t>(active_.size());
    Small<T> chosen(static_cast<size_t>(k_ * count), T(0));
    for (int64_t j = 0; j < count; ++j) {
      const int64_t at = active_[static_cast<size_t>(j)];
      chosen[static_cast<size_t>(at * count + j)] = T(1 / residuals_[static_cast<size_t>(at)]);
    }
    OBOL_TRY(space_.combine({r}, chosen, count, &w->x));
    if (pencil_.preconditioner) {
      Tensor smooth;
      OBOL_TRY(space_.apply(*pencil_.preconditioner, w->x, &smooth));
      w->x = smooth;
      if (tilted_) OBOL_TRY(without(duals_, tilted_, &w->x));
    }
    OBOL_TRY(
        space_.orthonormalize(blocks(&Triple::x, {&y_, &x_, &p_}), blocks(&Triple::b, {&y_, &x_, &p_}), &w->x, &w->b));
    if (!*w) return Status();
    OBOL_TRY(space_.apply(*pencil_.a, w->x, &w->a));
    return gauge(*w);
  }

  // Rayleigh-Ritz on x, w and p; the new p is what the active columns of the new x have beside the old x, made
  // orthonormal to the new x among the small matrices (Duersch et al. 2018, section 4.2).
  Status step(const Triple& w) {
    std::vector<const Triple*> s = {&x_};
    for (const Triple* t : {&w, static_cast<const Triple*>(&p_)})
      if (*t) s.push_back(t);
    std::vector<Tensor> x, a;
    int64_t m = 0;
    for (const Triple* t : s) {
      x.push_back(t->x);
      a.push_back(t->a);
      m += t->columns();
    }
    Small<T> c;
    OBOL_TRY(ritz(x, a, m, &c));
    theta_.resize(static_cast<size_t>(k_));
    const Small<T> first = first_columns(c, m, k_, m);
    int64_t count = static_cast<int64_t>(active_.size());
    Small<T> others(static_cast<size_t>(m * count), T(0));
    for (int64_t i = k_; i < m; ++i)
      for (int64_t j = 0; j < count; ++j)
        others[static_cast<size_t>(i * count + j)] =
            first[static_cast<size_t>(i * k_ + active_[static_cast<size_t>(j)])];
    count = small_complement<T>(m, k_, first, count, &others);
    Triple next, direction;
    OBOL_TRY(combine(s, first, k_, &next));
    if (count > 0) OBOL_TRY(combine(s, others, count, &direction));
    x_ = next;
    p_ = direction;
    return Status();
  }

  Status iterate(LobpcgResult* result) {
    bool fresh = true;
    for (int64_t iteration = 0;; ++iteration) {
      if (context_.cancelled()) return Status(Code::kAborted, "aborted");
      Tensor r;
      OBOL_TRY(measure(&r));
      // Residuals count only if they are those of A and B themselves.
      if (!fresh && (active_.empty() || iteration >= options_.most_iterations || iteration % kRefresh == 0)) {
        OBOL_TRY(refresh());
        OBOL_TRY(measure(&r));
        fresh = true;
      }
      report(iteration);
      result->iterations = iteration;
      if (active_.empty() || iteration >= options_.most_iterations) break;
      Triple w;
      OBOL_TRY(search(r, &w));
      // Nothing new to search in: rounding has the last word.
      if (!w && !p_) break;
      OBOL_TRY(step(w));
      fresh = false;
    }
    return answer(active_.empty(), result);
  }

  Status finish_dense(LobpcgResult* result) {
    Tensor r;
    OBOL_TRY(measure(&r));
    return answer(true, result);
  }

  Status answer(bool converged, LobpcgResult* result) {
    result->converged = converged;
    result->values = theta_;
    result->vectors = x_.x;
    result->residuals = residuals_;
    return Status();
  }

  void report(int64_t iteration) {
    Progress p;
    p.iteration = iteration;
    p.fraction = 1 - static_cast<double>(active_.size()) / static_cast<double>(k_);
    p.error = *std::max_element(residuals_.begin(), residuals_.end());
    context_.report(p);
  }

  const JobContext& context_;
  const Pencil& pencil_;
  const LobpcgOptions& options_;
  const int64_t n_, k_;
  BlockSpace<T> space_;
  Triple y_, x_, p_;                 // of y_ not what A makes of it
  Tensor normals_, duals_, tilted_;  // normals_: an orthonormal basis of B·Y
  std::vector<double> theta_, residuals_;
  std::vector<int64_t> active_;
  double norm_a_ = 0;
};

}  // namespace

Status lobpcg_general(const JobContext& context, const Pencil& pencil, const LobpcgOptions& options, const Tensor& x,
                      LobpcgResult* result) {
  if (pencil.a->dtype() == DType::kComplex128)
    return Lobpcg<std::complex<double>>(context, pencil, options, x.shape(1)).run(x, result);
  return Lobpcg<double>(context, pencil, options, x.shape(1)).run(x, result);
}

}  // namespace obol
