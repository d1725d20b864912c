// What the decompositions share: Eigen's types over plain pointers, and scaling by powers of two. Included once by each
// decompositions_*.h, after Eigen and with OBOL_DENSE defined. No include guard.

namespace obol::dense::OBOL_DENSE {
namespace {

// Eigen's type of a scalar: the same two components.
template <class T>
struct scalar_of {
  using type = T;
};
template <class R>
struct scalar_of<Complex<R>> {
  using type = std::complex<R>;
};
template <class T>
using ScalarOf = typename scalar_of<T>::type;

template <class S>
using RowMajor = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class S>
using ColMajor = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;
template <class S>
using Vector = Eigen::Matrix<S, Eigen::Dynamic, 1>;
template <class S>
using In = Eigen::Map<const RowMajor<S>>;
template <class S>
using Out = Eigen::Map<RowMajor<S>>;

template <class T>
const ScalarOf<T>* as_scalars(const T* x) {
  return reinterpret_cast<const ScalarOf<T>*>(x);
}
template <class T>
ScalarOf<T>* as_scalars(T* x) {
  return reinterpret_cast<ScalarOf<T>*>(x);
}

// What an iteration runs in: float32 in float64. The digits are better, half the templates need to be compiled, and the
// matrices for which the width of a lane matters go another way.
template <class S>
struct wide_of {
  using type = double;
};
template <class R>
struct wide_of<std::complex<R>> {
  using type = std::complex<double>;
};
template <class T>
using WideOf = typename wide_of<ScalarOf<T>>::type;

// The largest component of `count` scalars that lie one behind the other; NaN where there is one.
template <class S>
typename Eigen::NumTraits<S>::Real largest_component(const S* x, int64_t count) {
  using R = typename Eigen::NumTraits<S>::Real;
  const int64_t length = count * static_cast<int64_t>(sizeof(S) / sizeof(R));
  if (length == 0) return R(0);
  return Eigen::Map<const Eigen::Array<R, Eigen::Dynamic, 1>>(reinterpret_cast<const R*>(x), length)
      .abs()
      .template maxCoeff<Eigen::PropagateNaN>();
}

template <class R>
bool is_finite(R x) {
  return x - x == R(0);
}

// e for a largest component in [2^e, 2^(e+1)), or 0 where it is 0 or not finite.
template <class R>
int exponent_of(R largest) {
  if (!(largest > 0) || !is_finite(largest)) return 0;
  int e = 0;
  std::frexp(largest, &e);
  return e - 1;
}

// The same, but 0 where squares of such entries, and sums of many, stay well inside of R's range.
template <class R>
int extreme_exponent(R largest) {
  const int e = exponent_of(largest);
  constexpr int kCalm = std::numeric_limits<R>::max_exponent / 4;
  return e > kCalm || e < -kCalm ? e : 0;
}

// x·2^e in two factors, as one of them alone may be out of range.
template <class Derived>
void scale_by(const Eigen::DenseBase<Derived>& x, int e) {
  using R = typename Eigen::NumTraits<typename Derived::Scalar>::Real;
  if (e == 0) return;
  auto& target = const_cast<Eigen::DenseBase<Derived>&>(x).derived();
  target *= std::ldexp(R(1), e / 2);
  target *= std::ldexp(R(1), e - e / 2);
}

inline Finding found(Flaw flaw, int64_t at) {
  Finding finding;
  finding.flaw = flaw;
  finding.at = at;
  return finding;
}

}  // namespace
}  // namespace obol::dense::OBOL_DENSE
