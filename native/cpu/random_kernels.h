// The loop of random: words for a block of elements, then the elements. Compiled once per instruction set.

namespace obol::cpu {
namespace OBOL_ISA {
namespace {

constexpr int kBlock = 256;

template <class Make, class T>
void make_elements(const Scalar& a, const Scalar& b, uint64_t key, uint64_t counter, int64_t n, void* out) {
  const Make make(a.as<T>(), b.as<T>());
  T* o = static_cast<T*>(out);
  alignas(64) uint32_t x0[kBlock], x1[kBlock], x2[kBlock], x3[kBlock];
  for (int64_t done = 0; done < n; done += kBlock) {
    for (int i = 0; i < kBlock; ++i) {
      const ops::PhiloxWords w = ops::philox(key, counter + static_cast<uint64_t>(done + i));
      x0[i] = w.x0, x1[i] = w.x1, x2[i] = w.x2, x3[i] = w.x3;
    }
    const int count = n - done < kBlock ? static_cast<int>(n - done) : kBlock;
    for (int i = 0; i < count; ++i) o[done + i] = make({x0[i], x1[i], x2[i], x3[i]});
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
