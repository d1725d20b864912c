// Solves with a panel [L; B] of a sparse factor, m × p, column-major: a few columns at a time, each entry read
// once. In namespace OBOL_DENSE, included by blocked_kernels_eigen.h. No include guard.

// y −= A·x for `Columns` columns.
template <class T, int Columns, class Packet>
int64_t subtract_packets(int64_t i, int64_t m, const T* a, int64_t lda, const T* x, T* y) {
  namespace ei = Eigen::internal;
  constexpr int kWidth = ei::unpacket_traits<Packet>::size;
  Packet factor[Columns];
  for (int c = 0; c < Columns; ++c) factor[c] = ei::pset1<Packet>(T(-x[c]));
  for (; i + kWidth <= m; i += kWidth) {
    Packet sum = ei::ploadu<Packet>(y + i);
    for (int c = 0; c < Columns; ++c) sum = ei::pmadd(ei::ploadu<Packet>(a + c * lda + i), factor[c], sum);
    ei::pstoreu(y + i, sum);
  }
  return i;
}
template <class T, int Columns>
void subtract_columns(int64_t m, const T* a, int64_t lda, const T* x, T* y) {
  using Packet = typename Eigen::internal::packet_traits<T>::type;
  using Half = typename Eigen::internal::unpacket_traits<Packet>::half;
  int64_t i = subtract_packets<T, Columns, Packet>(0, m, a, lda, x, y);
  i = subtract_packets<T, Columns, Half>(i, m, a, lda, x, y);
  for (; i < m; ++i)
    for (int c = 0; c < Columns; ++c) y[i] -= a[c * lda + i] * x[c];
}

// x −= Aᴴ·y for `Columns` columns.
template <class T, int Columns>
void subtract_dots(int64_t m, const T* a, int64_t lda, const T* y, T* x) {
  namespace ei = Eigen::internal;
  using Packet = typename ei::packet_traits<T>::type;
  using Half = typename ei::unpacket_traits<Packet>::half;
  constexpr int kWidth = ei::unpacket_traits<Packet>::size, kHalf = ei::unpacket_traits<Half>::size;
  const ei::conj_helper<Packet, Packet, true, false> conjugated{};
  const ei::conj_helper<Half, Half, true, false> half_conjugated{};
  Packet sum[Columns];
  for (int c = 0; c < Columns; ++c) sum[c] = ei::pset1<Packet>(T(0));
  int64_t i = 0;
  for (; i + kWidth <= m; i += kWidth) {
    const Packet yi = ei::ploadu<Packet>(y + i);
    for (int c = 0; c < Columns; ++c) sum[c] = conjugated.pmadd(ei::ploadu<Packet>(a + c * lda + i), yi, sum[c]);
  }
  T total[Columns];
  for (int c = 0; c < Columns; ++c) total[c] = ei::predux(sum[c]);
  if (kHalf < kWidth && i + kHalf <= m) {
    const Half yi = ei::ploadu<Half>(y + i);
    for (int c = 0; c < Columns; ++c)
      total[c] += ei::predux(half_conjugated.pmul(ei::ploadu<Half>(a + c * lda + i), yi));
    i += kHalf;
  }
  for (; i < m; ++i)
    for (int c = 0; c < Columns; ++c) total[c] += Eigen::numext::conj(a[c * lda + i]) * y[i];
  for (int c = 0; c < Columns; ++c) x[c] -= total[c];
}

template <class T, int Columns>
void forward_columns(int64_t m, const T* a, int64_t lda, T* x) {
  for (int c = 0; c < Columns; ++c) {
    const T* const column = a + c * lda;
    x[c] *= column[c];
    for (int i = c + 1; i < Columns; ++i) x[i] -= column[i] * x[c];
  }
  subtract_columns<T, Columns>(m - Columns, a + Columns, lda, x, x + Columns);
}
template <class T, int Columns>
void backward_columns(int64_t m, const T* a, int64_t lda, T* x) {
  subtract_dots<T, Columns>(m - Columns, a + Columns, lda, x + Columns, x);
  for (int c = Columns - 1; c >= 0; --c) {
    const T* const column = a + c * lda;
    for (int i = c + 1; i < Columns; ++i) x[c] -= Eigen::numext::conj(column[i]) * x[i];
    x[c] *= Eigen::numext::conj(column[c]);
  }
}

template <class T>
void panel_forward(int64_t m, int64_t p, const T* a, int64_t lda, T* x) {
  int64_t j = 0;
  for (; j + 4 <= p; j += 4) forward_columns<T, 4>(m - j, a + j * lda + j, lda, x + j);
  const T* const rest = a + j * lda + j;
  switch (p - j) {
    case 3:
      return forward_columns<T, 3>(m - j, rest, lda, x + j);
    case 2:
      return forward_columns<T, 2>(m - j, rest, lda, x + j);
    case 1:
      return forward_columns<T, 1>(m - j, rest, lda, x + j);
    default:
      return;
  }
}
template <class T>
void panel_backward(int64_t m, int64_t p, const T* a, int64_t lda, T* x) {
  int64_t j = p / 4 * 4;
  const T* const rest = a + j * lda + j;
  switch (p - j) {
    case 3:
      backward_columns<T, 3>(m - j, rest, lda, x + j);
      break;
    case 2:
      backward_columns<T, 2>(m - j, rest, lda, x + j);
      break;
    case 1:
      backward_columns<T, 1>(m - j, rest, lda, x + j);
      break;
    default:
      break;
  }
  for (j -= 4; j >= 0; j -= 4) backward_columns<T, 4>(m - j, a + j * lda + j, lda, x + j);
}
