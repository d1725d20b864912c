// The butterflies of a Fourier transform: the transform of R numbers in place, V a number or a register of them, T its
// element. Included within a namespace that knows `fma` on V, on the CPU once per instruction set: no include guard.

template <class V>
struct Point {
  V re, im;
};

template <class V>
OBOL_INLINE Point<V> operator+(const Point<V>& a, const Point<V>& b) {
  return {a.re + b.re, a.im + b.im};
}
template <class V>
OBOL_INLINE Point<V> operator-(const Point<V>& a, const Point<V>& b) {
  return {a.re - b.re, a.im - b.im};
}
// -i·a
template <class V>
OBOL_INLINE Point<V> turned(const Point<V>& a) {
  return {a.im, -a.re};
}
template <class V>
OBOL_INLINE Point<V> times(const Point<V>& a, const V& re, const V& im) {
  return {fma(a.re, re, -(a.im * im)), fma(a.re, im, a.im * re)};
}

// cos 2πj/R and sin 2πj/R for odd R and 0 < j < R/2.
template <int R, int J>
struct Turn;
#define OBOL_TURN(R, J, C, S)                   \
  template <>                                   \
  struct Turn<R, J> {                           \
    static constexpr double cos() { return C; } \
    static constexpr double sin() { return S; } \
  };
OBOL_TURN(3, 1, -0.5, 0x1.bb67ae8584caap-1)
OBOL_TURN(5, 1, 0x1.3c6ef372fe950p-2, 0x1.e6f0e134454ffp-1)
OBOL_TURN(5, 2, -0x1.9e3779b97f4a8p-1, 0x1.2cf2304755a5ep-1)
OBOL_TURN(7, 1, 0x1.3f3a0e28bedd1p-1, 0x1.904c37505de4bp-1)
OBOL_TURN(7, 2, -0x1.c7b90e3024582p-3, 0x1.f329c0558e969p-1)
OBOL_TURN(7, 3, -0x1.cd4bca9cb5c71p-1, 0x1.bc4c04d71abc1p-2)
OBOL_TURN(11, 1, 0x1.aeb8c8764f0bap-1, 0x1.14cedf8bb580bp-1)
OBOL_TURN(11, 2, 0x1.a9628d9c712b6p-2, 0x1.d1bb48eee2c13p-1)
OBOL_TURN(11, 3, -0x1.2375f640f44dbp-3, 0x1.fac9e043842efp-1)
OBOL_TURN(11, 4, -0x1.4f49e7f775887p-1, 0x1.82f19bb3a28a1p-1)
OBOL_TURN(11, 5, -0x1.eb42a9bcd5057p-1, 0x1.207e7fd768dbfp-2)
OBOL_TURN(13, 1, 0x1.c55a7e00740e9p-1, 0x1.dbe064267c47cp-2)
OBOL_TURN(13, 2, 0x1.22d961ea71119p-1, 0x1.a55e242a4c3d2p-1)
OBOL_TURN(13, 3, 0x1.edb7debaa3ed8p-4, 0x1.fc44566966769p-1)
OBOL_TURN(13, 4, -0x1.6b1d8b2365da1p-2, 0x1.deba72ef20147p-1)
OBOL_TURN(13, 5, -0x1.7f3ccd0032e0cp-1, 0x1.5384d024c2f84p-1)
OBOL_TURN(13, 6, -0x1.f11f493053d00p-1, 0x1.ea1e54bc48dbfp-3)
#undef OBOL_TURN

// u += cos(2πJK/R)·s_J, v += sin(2πJK/R)·d_J for all J: the two halves of line K of the transform of an odd R.
template <class T, int R, int K, int J, class V>
OBOL_INLINE void add_turns(const Point<V>* s, const Point<V>* d, Point<V>* u, Point<V>* v) {
  if constexpr (J <= R / 2) {
    constexpr int at = J * K % R;
    using Angle = Turn<R, (at <= R / 2 ? at : R - at)>;
    const V c = V{} + T(Angle::cos()), n = V{} + T(at <= R / 2 ? Angle::sin() : -Angle::sin());
    u->re = fma(s[J].re, c, u->re);
    u->im = fma(s[J].im, c, u->im);
    if constexpr (J == 1) {
      *v = {d[J].re * n, d[J].im * n};
    } else {
      *v = {fma(d[J].re, n, v->re), fma(d[J].im, n, v->im)};
    }
    add_turns<T, R, K, J + 1>(s, d, u, v);
  }
}

template <class T, int R, int K, class V>
OBOL_INLINE void odd_lines(Point<V>* a, const Point<V>& first, const Point<V>* s, const Point<V>* d) {
  if constexpr (K <= R / 2) {
    Point<V> u = first, v;
    add_turns<T, R, K, 1>(s, d, &u, &v);
    a[K] = u + turned(v);
    a[R - K] = u - turned(v);
    odd_lines<T, R, K + 1>(a, first, s, d);
  }
}

template <class T, class V>
OBOL_INLINE void butterfly4(Point<V>& a0, Point<V>& a1, Point<V>& a2, Point<V>& a3) {
  const Point<V> s = a0 + a2, d = a0 - a2, t = a1 + a3, e = turned(a1 - a3);
  a0 = s + t;
  a1 = d + e;
  a2 = s - t;
  a3 = d - e;
}

// a_k ← Σ_j a_j·exp(-2πi·jk/R)
template <class T, int R, class V>
OBOL_INLINE void butterfly(Point<V>* a) {
  if constexpr (R == 2) {
    const Point<V> s = a[0] + a[1];
    a[1] = a[0] - a[1];
    a[0] = s;
  } else if constexpr (R == 4) {
    butterfly4<T>(a[0], a[1], a[2], a[3]);
  } else if constexpr (R == 8) {
    const V half = V{} + T(0x1.6a09e667f3bcdp-1);
    Point<V> s0 = a[0] + a[4], s1 = a[1] + a[5], s2 = a[2] + a[6], s3 = a[3] + a[7];
    Point<V> d0 = a[0] - a[4], d1 = a[1] - a[5], d2 = turned(a[2] - a[6]), d3 = a[3] - a[7];
    d1 = {(d1.re + d1.im) * half, (d1.im - d1.re) * half};
    d3 = {(d3.im - d3.re) * half, -((d3.re + d3.im) * half)};
    butterfly4<T>(s0, s1, s2, s3);
    butterfly4<T>(d0, d1, d2, d3);
    a[0] = s0;
    a[1] = d0;
    a[2] = s1;
    a[3] = d1;
    a[4] = s2;
    a[5] = d2;
    a[6] = s3;
    a[7] = d3;
  } else {
    constexpr int h = R / 2;
    Point<V> s[h + 1], d[h + 1];
    const Point<V> first = a[0];
    Point<V> sum = first;
    for (int j = 1; j <= h; ++j) {
      s[j] = a[j] + a[R - j];
      d[j] = a[j] - a[R - j];
      sum = sum + s[j];
    }
    a[0] = sum;
    odd_lines<T, R, 1>(a, first, s, d);
  }
}

// X_k and X_{h-k} of a real line of 2h from twice Z_k and Z_{h-k}, the transform of its pairs (x_0, x_1), (x_2, x_3) …:
// both times two. w = exp(-2πi·k/2h).
template <class V>
OBOL_INLINE void untangle(Point<V>& a, Point<V>& b, const V& w_re, const V& w_im) {
  const Point<V> e{a.re + b.re, a.im - b.im}, o{a.im + b.im, b.re - a.re}, g = times(o, w_re, w_im);
  a = e + g;
  b = {e.re - g.re, g.im - e.im};
}

// The reverse, for a sum with exp(+…): Z_k and Z_{h-k} of X_k and X_{h-k}.
template <class V>
OBOL_INLINE void tangle(Point<V>& a, Point<V>& b, const V& w_re, const V& w_im) {
  const Point<V> e{a.re + b.re, a.im - b.im}, d{a.im + b.im, b.re - a.re};  // d = -i·(a - conj b)
  const V minus = -w_im;
  const Point<V> g = times(d, w_re, minus);  // conj(w)·d
  a = e - g;
  b = {e.re + g.re, -(e.im + g.im)};
}
