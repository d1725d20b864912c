#include "algorithms/eigen/block_space.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "algorithms/dense/decompositions.h"
#include "algorithms/dense/multiply.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

constexpr double kEpsilon = 2.220446049250313e-16;
// Off the identity by less, a Gram matrix is one.
constexpr double kExact = 1e-12;

template <class T>
constexpr bool kIsComplex = !std::is_same_v<T, double>;

double conjugated(double x) { return x; }
std::complex<double> conjugated(std::complex<double> x) { return std::conj(x); }

}  // namespace

template <class T>
Small<T> small_product(int64_t m, int64_t n, int64_t k, const Small<T>& a, bool adjoint, const Small<T>& b) {
  Small<T> c(static_cast<size_t>(m * n), T(0));
  if (m == 0 || n == 0 || k == 0) return c;
  // Row-major read as column-major is the transpose: Cᵀ = Bᵀ·op(A)ᵀ.
  dense::multiply_add<T>(n, m, k, T(1), b.data(), n, dense::Op::kNone, a.data(), adjoint ? m : k,
                         adjoint ? dense::Op::kAdjoint : dense::Op::kNone, c.data(), n);
  return c;
}

template <class T>
bool small_eigh(int64_t n, const Small<T>& a, std::vector<double>* w, Small<T>* v) {
  using S = std::conditional_t<kIsComplex<T>, complex128, double>;
  w->resize(static_cast<size_t>(n));
  v->resize(static_cast<size_t>(n * n));
  if (n == 0) return true;
  return dense::eigh<S>(1, n, reinterpret_cast<const S*>(a.data()), w->data(), reinterpret_cast<S*>(v->data())).ok();
}

template <class T>
int64_t small_complement(int64_t m, int64_t k, const Small<T>& c, int64_t count, Small<T>* z) {
  const size_t rows = static_cast<size_t>(m);
  // As columns, one behind the other.
  std::vector<Small<T>> basis;
  for (int64_t j = 0; j < k; ++j) {
    Small<T> column(rows);
    for (size_t i = 0; i < rows; ++i) column[i] = c[i * static_cast<size_t>(k) + static_cast<size_t>(j)];
    basis.push_back(std::move(column));
  }
  const auto length = [](const Small<T>& x) {
    double sum = 0;
    for (const T& e : x) sum += std::norm(e);
    return std::sqrt(sum);
  };
  for (int64_t j = 0; j < count; ++j) {
    Small<T> x(rows);
    for (size_t i = 0; i < rows; ++i) x[i] = (*z)[i * static_cast<size_t>(count) + static_cast<size_t>(j)];
    double size = length(x);
    bool kept = size > 1e-14;
    for (int pass = 0; pass < 2 && kept; ++pass) {
      for (T& e : x) e /= size;
      for (const Small<T>& q : basis) {
        T along(0);
        for (size_t i = 0; i < rows; ++i) along += conjugated(q[i]) * x[i];
        for (size_t i = 0; i < rows; ++i) x[i] -= along * q[i];
      }
      size = length(x);
      kept = size > 1e-8;
    }
    if (!kept) continue;
    for (T& e : x) e /= size;
    basis.push_back(std::move(x));
  }
  const size_t left = basis.size() - static_cast<size_t>(k);
  z->resize(rows * left);
  for (size_t i = 0; i < rows; ++i)
    for (size_t j = 0; j < left; ++j) (*z)[i * left + j] = basis[static_cast<size_t>(k) + j][i];
  return static_cast<int64_t>(left);
}

template <class T>
View BlockSpace<T>::real(const Tensor& t) {
  constexpr int64_t width = BlockScalar<T>::width;
  View v = t;
  v.dtype = DType::kFloat64;
  v.layout.shape[1] *= width;
  v.layout.strides[0] *= width;
  v.layout.strides[1] = 1;
  return v;
}

template <class T>
Status BlockSpace<T>::apply(LinearOperator& op, const Tensor& x, Tensor* out) {
  if (context_.cancelled()) return Status(Code::kAborted, "aborted");
  OBOL_TRY(make(x.shape(1), out));
  return op.apply(*out, x);
}

template <class T>
Status BlockSpace<T>::mass(const Tensor& x, Tensor* out) {
  if (mass_ != nullptr) return apply(*mass_, x, out);
  *out = x;
  return Status();
}

template <class T>
Status BlockSpace<T>::inner(const std::vector<Tensor>& s, const std::vector<Tensor>& t, Small<T>* out) {
  constexpr int64_t width = BlockScalar<T>::width;
  std::vector<View> left, right;
  int64_t p = 0, q = 0;
  for (const Tensor& x : s) left.push_back(real(x)), p += x.shape(1);
  for (const Tensor& x : t) right.push_back(real(x)), q += x.shape(1);
  Tensor gram;
  std::vector<double> g;
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {p * width, q * width}, &gram));
  OBOL_TRY(
      backend_.gram(gram, left.data(), static_cast<int>(left.size()), right.data(), static_cast<int>(right.size())));
  OBOL_TRY(download(backend_, gram, &g));
  if constexpr (!kIsComplex<T>) {
    *out = std::move(g);
  } else {
    out->resize(static_cast<size_t>(p * q));
    const size_t row = static_cast<size_t>(2 * q);
    for (size_t i = 0; i < static_cast<size_t>(p); ++i)
      for (size_t j = 0; j < static_cast<size_t>(q); ++j) {
        const double *const re = g.data() + 2 * i * row + 2 * j, *const im = re + row;
        (*out)[i * static_cast<size_t>(q) + j] = {re[0] + im[1], re[1] - im[0]};
      }
  }
  return Status();
}

template <class T>
Status BlockSpace<T>::combine(const std::vector<Tensor>& s, const Small<T>& c, int64_t columns, Tensor* out) {
  constexpr int64_t width = BlockScalar<T>::width;
  std::vector<View> blocks;
  int64_t p = 0;
  for (const Tensor& x : s) blocks.push_back(real(x)), p += x.shape(1);
  std::vector<double> factors;
  if constexpr (!kIsComplex<T>) {
    factors = c;
  } else {
    factors.resize(static_cast<size_t>(4 * p * columns));
    const size_t row = static_cast<size_t>(2 * columns);
    for (size_t i = 0; i < static_cast<size_t>(p); ++i)
      for (size_t j = 0; j < static_cast<size_t>(columns); ++j) {
        const T z = c[i * static_cast<size_t>(columns) + j];
        double *const re = factors.data() + 2 * i * row + 2 * j, *const im = re + row;
        re[0] = im[1] = z.real();
        re[1] = z.imag();
        im[0] = -z.imag();
      }
  }
  Tensor small, y;
  OBOL_TRY(upload(backend_, {p * width, columns * width}, factors, &small));
  OBOL_TRY(make(columns, &y));
  OBOL_TRY(backend_.block_update(real(y), blocks.data(), static_cast<int>(blocks.size()), small, View(), 0));
  *out = y;
  return Status();
}

template <class T>
Status BlockSpace<T>::difference(const Tensor& a, const Tensor& b, const std::vector<double>& theta, Tensor* out) {
  std::vector<double> factors;
  for (double t : theta)
    for (int64_t i = 0; i < BlockScalar<T>::width; ++i) factors.push_back(t);
  Tensor row;
  OBOL_TRY(upload(backend_, {static_cast<int64_t>(factors.size())}, factors, &row));
  OBOL_TRY(make(a.shape(1), out));
  OBOL_TRY(backend_.binary(BinaryOp::k_multiply, real(*out), real(b), repeated_rows(row, n_)));
  return backend_.binary(BinaryOp::k_subtract, real(*out), real(a), real(*out));
}

template <class T>
Status BlockSpace<T>::norms(const Tensor& x, std::vector<double>* out) {
  constexpr int64_t width = BlockScalar<T>::width;
  const int64_t columns = x.shape(1);
  Tensor squares, sums;
  std::vector<double> parts;
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {n_, columns * width}, &squares));
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {columns * width}, &sums));
  OBOL_TRY(backend_.unary(UnaryOp::k_square, squares, real(x)));
  OBOL_TRY(backend_.reduce(ReduceOp::k_sum, sums, transposed(squares)));
  OBOL_TRY(download(backend_, sums, &parts));
  out->assign(static_cast<size_t>(columns), 0.0);
  for (size_t i = 0; i < parts.size(); ++i) (*out)[i / static_cast<size_t>(width)] += parts[i];
  for (double& value : *out) value = std::sqrt(value);
  return Status();
}

template <class T>
Status BlockSpace<T>::draw(int64_t columns, uint64_t seed, Tensor* out) {
  OBOL_TRY(make(columns, out));
  OBOL_TRY(backend_.random(RandomOp::k_normal, real(*out), seed, draws_, Scalar::of(0.0), Scalar::of(1.0)));
  draws_ += static_cast<uint64_t>(2 * n_ * columns);
  return Status();
}

template <class T>
Status BlockSpace<T>::beside(const Tensor& a, const Tensor& b, Tensor* out) {
  const int64_t left = a.shape(1);
  Tensor both;
  OBOL_TRY(make(left + b.shape(1), &both));
  OBOL_TRY(backend_.copy(both.columns(0, left), a));
  OBOL_TRY(backend_.copy(both.columns(left, left + b.shape(1)), b));
  *out = both;
  return Status();
}

// One pass; `error`: how far x was from what is wanted before it.
template <class T>
Status BlockSpace<T>::aligned(const std::vector<Tensor>& q, const std::vector<Tensor>& bq, Tensor* x, Tensor* bx,
                              bool first, double* error) {
  int64_t count = x->shape(1), along = 0;
  *error = 0;
  if (!q.empty()) {
    for (const Tensor& block : q) along += block.shape(1);
    Small<T> c;
    OBOL_TRY(inner(bq, {*x}, &c));
    Small<T> factors(static_cast<size_t>((count + along) * count), T(0));
    for (int64_t i = 0; i < count; ++i) factors[static_cast<size_t>(i * count + i)] = T(1);
    for (size_t i = 0; i < c.size(); ++i) {
      factors[static_cast<size_t>(count * count) + i] = -c[i];
      *error = std::max(*error, std::abs(c[i]));
    }
    std::vector<Tensor> all = {*x};
    all.insert(all.end(), q.begin(), q.end());
    OBOL_TRY(combine(all, factors, count, x));
  }
  OBOL_TRY(mass(*x, bx));
  Small<T> g;
  OBOL_TRY(inner({*x}, {*bx}, &g));
  // Columns of the first pass have length 1; what a projection left of one may be nothing but rounding.
  const auto at = [&](int64_t i, int64_t j) -> T& { return g[static_cast<size_t>(i * count + j)]; };
  std::vector<double> scale(static_cast<size_t>(count), 0.0);
  double most = 0;
  for (int64_t i = 0; i < count; ++i) most = std::max(most, std::real(at(i, i)));
  for (int64_t i = 0; i < count; ++i) {
    const double d = std::real(at(i, i));
    if (!std::isfinite(d))
      return Status(Code::kRange, "expected operators that give finite numbers, got NaN or infinity");
    if (first && mass_ != nullptr && q.empty() && d < -1e-10 * most)
      return Status(Code::kRange, "expected a positive definite operator for B");
    if (d > 1e-24 * most && d > 0) scale[static_cast<size_t>(i)] = 1 / std::sqrt(d);
  }
  for (int64_t i = 0; i < count; ++i)
    for (int64_t j = 0; j < count; ++j) {
      if (i >= j) *error = std::max(*error, std::abs(at(i, j) - T(i == j ? 1.0 : 0.0)));
      at(i, j) *= scale[static_cast<size_t>(i)] * scale[static_cast<size_t>(j)];
    }
  if (*error < kExact && !first) return Status();
  if (context_.cancelled()) return Status(Code::kAborted, "aborted");
  std::vector<double> w;
  Small<T> v;
  if (!small_eigh<T>(count, g, &w, &v)) return Status(Code::kNumeric, "a Gram matrix has no eigenvalues");
  const double largest = w.empty() ? 0 : w.back();
  if (mass_ != nullptr && largest > 0 && w.front() < -1e-6 * largest)
    return Status(Code::kRange, "expected a positive definite operator for B");
  const double floor = std::max(1e-14, 8 * kEpsilon * static_cast<double>(count)) * largest;
  int64_t dropped = 0;
  while (dropped < count && !(w[static_cast<size_t>(dropped)] > floor)) ++dropped;
  const int64_t left = count - dropped;
  if (left == 0) {
    *x = Tensor();
    return Status();
  }
  Small<T> factors(static_cast<size_t>(count * left));
  for (int64_t i = 0; i < count; ++i)
    for (int64_t j = 0; j < left; ++j)
      factors[static_cast<size_t>(i * left + j)] = v[static_cast<size_t>(i * count + dropped + j)] *
                                                   scale[static_cast<size_t>(i)] /
                                                   std::sqrt(w[static_cast<size_t>(dropped + j)]);
  return combine({*x}, factors, left, x);
}

template <class T>
Status BlockSpace<T>::orthonormalize(const std::vector<Tensor>& q, const std::vector<Tensor>& bq, Tensor* x,
                                     Tensor* bx) {
  constexpr int kPasses = 6;
  // Length 1 first: what is small from the start is not what a projection made small.
  std::vector<double> lengths;
  OBOL_TRY(norms(*x, &lengths));
  const int64_t count = x->shape(1);
  Small<T> factors(static_cast<size_t>(count * count), T(0));
  for (int64_t i = 0; i < count; ++i) {
    const double length = lengths[static_cast<size_t>(i)];
    if (length > 0 && std::isfinite(1 / length)) factors[static_cast<size_t>(i * count + i)] = T(1 / length);
  }
  OBOL_TRY(combine({*x}, factors, count, x));
  double error = 1;
  for (int pass = 0; pass < kPasses && *x && !(error < kExact); ++pass) {
    if (context_.cancelled()) return Status(Code::kAborted, "aborted");
    OBOL_TRY(aligned(q, bq, x, bx, pass == 0, &error));
    // The first one says nothing: lengths in the inner product of B are not 1 yet.
    if (pass == 0 && mass_ != nullptr) error = 1;
  }
  return *x && !(error < kExact) ? mass(*x, bx) : Status();
}

#define OBOL_INSTANTIATE(T)                                                                              \
  template Small<T> small_product<T>(int64_t, int64_t, int64_t, const Small<T>&, bool, const Small<T>&); \
  template bool small_eigh<T>(int64_t, const Small<T>&, std::vector<double>*, Small<T>*);                \
  template int64_t small_complement<T>(int64_t, int64_t, const Small<T>&, int64_t, Small<T>*);           \
  template class BlockSpace<T>;
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(std::complex<double>)

}  // namespace obol
