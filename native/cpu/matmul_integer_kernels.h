// The loop of integer products: a row of c from rows of b.

namespace obol::cpu {
namespace OBOL_ISA {

// c[0 … n) += Σ over k of a[k] · row k of b, which are contiguous and `b_step` apart. U is unsigned: it wraps.
template <class U>
void add_rows(int64_t n, int64_t k, const U* a, int64_t a_step, const U* b, int64_t b_step, U* __restrict c) {
  int64_t i = 0;
  for (; i + 4 <= k; i += 4) {
    const U a0 = a[i * a_step], a1 = a[(i + 1) * a_step], a2 = a[(i + 2) * a_step], a3 = a[(i + 3) * a_step];
    const U *b0 = b + i * b_step, *b1 = b0 + b_step, *b2 = b1 + b_step, *b3 = b2 + b_step;
    for (int64_t j = 0; j < n; ++j)
      c[j] = static_cast<U>(c[j] + static_cast<U>(uint64_t{a0} * b0[j]) + static_cast<U>(uint64_t{a1} * b1[j]) +
                            static_cast<U>(uint64_t{a2} * b2[j]) + static_cast<U>(uint64_t{a3} * b3[j]));
  }
  for (; i < k; ++i) {
    const U a0 = a[i * a_step];
    for (int64_t j = 0; j < n; ++j) c[j] = static_cast<U>(c[j] + static_cast<U>(uint64_t{a0} * b[i * b_step + j]));
  }
}

}  // namespace OBOL_ISA
}  // namespace obol::cpu
