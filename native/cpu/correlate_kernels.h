// The loops of correlate1d: weighted sums of neighbouring lines, and elements to and from float64. Compiled once per
// instruction set.

namespace obol::cpu {
namespace OBOL_ISA {
namespace {

typedef double Register __attribute__((vector_size(OBOL_VECTOR_BYTES)));
constexpr int kWidth = OBOL_VECTOR_BYTES / 8;

OBOL_INLINE Register load_register(const double* p) {
  Register r;
  __builtin_memcpy(&r, p, sizeof(r));
  return r;
}

// Count registers of outputs at once, so that their sums overlap.
template <Symmetry Kind, int Count>
OBOL_INLINE void sum_taps(const double* const* taps, const double* weights, int64_t size, int64_t x, double* out) {
  Register sum[Count];
  const int64_t centre = Kind == Symmetry::kNone ? size - 1 : size / 2;
  const double *p = taps[centre] + x, w = weights[centre];
#pragma GCC unroll 8
  for (int k = 0; k < Count; ++k) sum[k] = load_register(p + k * kWidth) * w;
  for (int64_t j = 0; j < centre; ++j) {
    const double *a = taps[j] + x, *b = taps[Kind == Symmetry::kNone ? j : size - 1 - j] + x, v = weights[j];
#pragma GCC unroll 8
    for (int k = 0; k < Count; ++k) {
      const Register near = load_register(a + k * kWidth);
      if constexpr (Kind == Symmetry::kNone) sum[k] += near * v;
      if constexpr (Kind == Symmetry::kEven) sum[k] += (near + load_register(b + k * kWidth)) * v;
      if constexpr (Kind == Symmetry::kOdd) sum[k] += (near - load_register(b + k * kWidth)) * v;
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < Count; ++k) __builtin_memcpy(out + x + k * kWidth, &sum[k], sizeof(Register));
}

template <Symmetry Kind>
OBOL_INLINE double sum_one(const double* const* taps, const double* weights, int64_t size, int64_t x) {
  const int64_t centre = Kind == Symmetry::kNone ? size - 1 : size / 2;
  double sum = taps[centre][x] * weights[centre];
  for (int64_t j = 0; j < centre; ++j) {
    if constexpr (Kind == Symmetry::kNone) sum += taps[j][x] * weights[j];
    if constexpr (Kind == Symmetry::kEven) sum += (taps[j][x] + taps[size - 1 - j][x]) * weights[j];
    if constexpr (Kind == Symmetry::kOdd) sum += (taps[j][x] - taps[size - 1 - j][x]) * weights[j];
  }
  return sum;
}

// out[x] = Σ weights[j]·taps[j][x] for x < n, in the order of summation of scipy.ndimage (NI_Correlate1D).
template <Symmetry Kind>
void sum_lines(const double* const* taps, const double* weights, int64_t size, int64_t n, double* out) {
  constexpr int count = 8;
  int64_t x = 0;
  for (; x + count * kWidth <= n; x += count * kWidth) sum_taps<Kind, count>(taps, weights, size, x, out);
  for (; x + kWidth <= n; x += kWidth) sum_taps<Kind, 1>(taps, weights, size, x, out);
  for (; x < n; ++x) out[x] = sum_one<Kind>(taps, weights, size, x);
}

template <class T>
void load_line(const void* in, int64_t step, int64_t n, double* out) {
  const T* p = static_cast<const T*>(in);
  if (step == 1)
    for (int64_t i = 0; i < n; ++i) out[i] = static_cast<double>(p[i]);
  else
    for (int64_t i = 0; i < n; ++i) out[i] = static_cast<double>(p[i * step]);
}

template <class T>
void store_line(const double* in, int64_t n, void* out, int64_t step) {
  T* o = static_cast<T*>(out);
  if (step == 1)
    for (int64_t i = 0; i < n; ++i) o[i] = ops::from_sum<T>(in[i]);
  else
    for (int64_t i = 0; i < n; ++i) o[i * step] = ops::from_sum<T>(in[i]);
}

SumLines find_sum_lines(Symmetry kind) {
  if (kind == Symmetry::kEven) return sum_lines<Symmetry::kEven>;
  return kind == Symmetry::kOdd ? sum_lines<Symmetry::kOdd> : sum_lines<Symmetry::kNone>;
}

#define OBOL_FOR_EACH_REAL(X) \
  X(kBool, bool)              \
  X(kInt8, int8_t)            \
  X(kInt16, int16_t)          \
  X(kInt32, int32_t)          \
  X(kInt64, int64_t)          \
  X(kUint8, uint8_t)          \
  X(kUint16, uint16_t) X(kUint32, uint32_t) X(kUint64, uint64_t) X(kFloat32, float) X(kFloat64, double)
#define OBOL_CASE(e, T) \
  case DType::e:        \
    return OBOL_LINE_FUNCTION<T>;

LoadLine find_load_line(DType d) {
  switch (d) {
#define OBOL_LINE_FUNCTION load_line
    OBOL_FOR_EACH_REAL(OBOL_CASE)
#undef OBOL_LINE_FUNCTION
    default:
      return nullptr;
  }
}

StoreLine find_store_line(DType d) {
  switch (d) {
#define OBOL_LINE_FUNCTION store_line
    OBOL_FOR_EACH_REAL(OBOL_CASE)
#undef OBOL_LINE_FUNCTION
    default:
      return nullptr;
  }
}

#undef OBOL_CASE
#undef OBOL_FOR_EACH_REAL

}  // namespace
}  // namespace OBOL_ISA
}  // namespace obol::cpu
