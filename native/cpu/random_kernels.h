// The loop of random: words for a block of elements, then the elements. Compiled once per instruction set.

namespace obol::cpu {
namespace OBOL_ISA {
namespace {

constexpr int kBlock = 256;

// Products of the lower halves of 64-bit lanes, which compilers don't find by themselves.
typedef uint64_t Lanes __attribute__((vector_size(OBOL_VECTOR_BYTES)));
constexpr int kWidth = OBOL_VECTOR_BYTES / 8;

OBOL_INLINE Lanes multiply_low_halves(Lanes a, Lanes b) {
#if !defined(__x86_64__)
  return (a & 0xFFFFFFFFu) * (b & 0xFFFFFFFFu);
#elif OBOL_VECTOR_BYTES == 64
  return (Lanes)_mm512_maskz_mul_epu32(0xFF, (__m512i)a, (__m512i)b);
#elif OBOL_VECTOR_BYTES == 32
  return (Lanes)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#else
  return (Lanes)_mm_mul_epu32((__m128i)a, (__m128i)b);
#endif
}

// ops::philox for kBlock counters. Upper halves of lanes hold rubbish until the end: no step looks at them.
void philox_block(uint64_t key, uint64_t counter, uint64_t* low, uint64_t* high) {
  const Lanes m0 = Lanes{} + 0xD2511F53u, m1 = Lanes{} + 0xCD9E8D57u;
  Lanes c;
  for (int l = 0; l < kWidth; ++l) c[l] = counter + static_cast<uint64_t>(l);
  for (int i = 0; i < kBlock; i += kWidth, c += kWidth) {
    Lanes x0 = c, x1 = c >> 32, x2 = {}, x3 = {};
    uint64_t k0 = key, k1 = key >> 32;
    for (int round = 0; round < 10; ++round) {
      const Lanes p0 = multiply_low_halves(x0, m0), p1 = multiply_low_halves(x2, m1);
      x0 = (p1 >> 32) ^ x1 ^ k0;
      x2 = (p0 >> 32) ^ x3 ^ k1;
      x1 = p1;
      x3 = p0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    const Lanes l = (x0 & 0xFFFFFFFFu) | x1 << 32, h = (x2 & 0xFFFFFFFFu) | x3 << 32;
    memcpy(low + i, &l, sizeof(l));
    memcpy(high + i, &h, sizeof(h));
  }
}

template <class Make, class T>
void make_elements(const Scalar& a, const Scalar& b, uint64_t key, uint64_t counter, int64_t n, void* out) {
  const Make make(a.as<T>(), b.as<T>());
  T* o = static_cast<T*>(out);
  alignas(64) uint64_t low[kBlock], high[kBlock];
  for (int64_t done = 0; done < n; done += kBlock) {
    philox_block(key, counter + static_cast<uint64_t>(done), low, high);
    const int count = n - done < kBlock ? static_cast<int>(n - done) : kBlock;
    for (int i = 0; i < count; ++i) o[done + i] = make({low[i], high[i]});
  }
}

RandomFill find_random(RandomOp op, DType d) {
  switch (d) {
#define OBOL_CASE(e, T) \
  case DType::e:        \
    return op == RandomOp::k_integers ? make_elements<ops::Integers<T>, T> : nullptr;
    OBOL_CASE(kInt8, int8_t)
    OBOL_CASE(kInt16, int16_t)
    OBOL_CASE(kInt32, int32_t)
    OBOL_CASE(kInt64, int64_t)
    OBOL_CASE(kUint8, uint8_t)
    OBOL_CASE(kUint16, uint16_t)
    OBOL_CASE(kUint32, uint32_t)
    OBOL_CASE(kUint64, uint64_t)
#undef OBOL_CASE
#define OBOL_CASE(e, T)                             \
  case DType::e:                                    \
    if (op == RandomOp::k_integers) return nullptr; \
    return op == RandomOp::k_normal ? make_elements<ops::Normal<T>, T> : make_elements<ops::Uniform<T>, T>;
    OBOL_CASE(kFloat32, float)
    OBOL_CASE(kFloat64, double)
#undef OBOL_CASE
    default:
      return nullptr;
  }
}

}  // namespace
}  // namespace OBOL_ISA
}  // namespace obol::cpu
