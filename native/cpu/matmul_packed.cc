// The product of panels: slabs of a and b are copied into panels that the micro-kernels read straight through, tiles
// of c are shared out over threads. Cut by sizes alone; every element sums over k in one order.
#include <algorithm>
#include <atomic>

#include "cpu/isa.h"
#include "cpu/lanes.h"
#include "cpu/matmul.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

// Micro-kernels of one component type: tile[i][v - 1] has 2^i rows and v registers of `width` elements.
template <class S>
struct TileKernels {
  int rows = 0, vectors = 0, width = 0;
  void (*tile[4][3])(int64_t k, const S* a, const S* b, int64_t b_step, S* c, int64_t c_step, bool add) = {};
};

}  // namespace
}  // namespace obol::cpu

#define OBOL_KERNELS "cpu/matmul_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

// A slab is kSlabDepth of k; a task is kTaskRows × kTaskColumns of c: its part of a's slab stays in the second cache.
constexpr int64_t kSlabDepth = 512, kTaskRows = 64, kTaskColumns = 480, kSlabRows = 4096, kSlabColumns = 3840;
// Sums over k are split where c is one task and k is long.
constexpr int64_t kSplitDepth = 2048, kMostSplits = 64, kMostSplitResult = 1 << 14;

int64_t up(int64_t a, int64_t b) { return (a + b - 1) / b; }

template <class T>
struct Component {
  using type = T;
  static constexpr int kParts = 1;
};
template <class S>
struct Component<Complex<S>> {
  using type = S;
  static constexpr int kParts = 2;
};

template <class T>
class Packed {
  using S = typename Component<T>::type;
  static constexpr int kParts = Component<T>::kParts;

 public:
  Packed(Backend& backend, const Product<T>& p) : backend_(backend), p_(p) {
    if constexpr (kParts == 1) {
      OBOL_SELECT(real_tiles<S>)(&kernels_);
    } else {
      OBOL_SELECT(complex_tiles<S>)(&kernels_);
    }
    wide_ = kernels_.vectors * kernels_.width;
  }

  Status run() {
    // What tasks pack for themselves takes no room in a slab.
    const int64_t rows = p_.n <= kTaskColumns ? p_.m : kSlabRows, columns = p_.m <= kTaskRows ? p_.n : kSlabColumns;
    for (int64_t i = 0; i < p_.m; i += rows)
      for (int64_t j = 0; j < p_.n; j += columns)
        OBOL_TRY(slab(i, std::min(p_.m, i + rows), j, std::min(p_.n, j + columns)));
    return Status();
  }

 private:
  // Rows [i0, i1) × columns [j0, j1) of c. Where one task spans the slab the other way, tasks pack what only they read.
  Status slab(int64_t i0, int64_t i1, int64_t j0, int64_t j1) {
    const int64_t down = up(i1 - i0, kTaskRows), across = up(j1 - j0, kTaskColumns);
    const bool own_a = across == 1, own_b = down == 1 && !own_a;
    const int64_t depth = std::min(p_.k, kSlabDepth);
    const int64_t a_rows = own_a ? 0 : down * kTaskRows, b_columns = own_b ? 0 : up(j1 - j0, wide_) * wide_;
    StorageRef hold_a, hold_b;
    OBOL_TRY(room(a_rows * depth, &hold_a));
    OBOL_TRY(room(b_columns * depth, &hold_b));
    std::atomic<bool> failed{false};
    for (int64_t k0 = 0; k0 < p_.k; k0 += kSlabDepth) {
      const int64_t k1 = std::min(p_.k, k0 + kSlabDepth), kc = k1 - k0;
      if (!own_a)
        for_each_chunk(down, [&](int64_t t) {
          const int64_t i = i0 + t * kTaskRows;
          pack_a(i, std::min(i1, i + kTaskRows), k0, k1, parts(hold_a) + t * kTaskRows * kc * kParts);
        });
      if (!own_b)
        for_each_chunk(across, [&](int64_t t) {
          const int64_t j = j0 + t * kTaskColumns;
          pack_b(j, std::min(j1, j + kTaskColumns), k0, k1, parts(hold_b) + t * kTaskColumns * kc * kParts);
        });
      for_each_chunk(down * across, [&](int64_t task) {
        const int64_t ti = task / across, tj = task % across;
        const int64_t i = i0 + ti * kTaskRows, ie = std::min(i1, i + kTaskRows);
        const int64_t j = j0 + tj * kTaskColumns, je = std::min(j1, j + kTaskColumns);
        StorageRef own;
        if (own_a || own_b) {
          const int64_t need = own_a ? up(ie - i, kernels_.rows) * kernels_.rows : up(je - j, wide_) * wide_;
          if (!room(need * kc, &own).ok()) {
            failed = true;
            return;
          }
          own_a ? pack_a(i, ie, k0, k1, parts(own)) : pack_b(j, je, k0, k1, parts(own));
        }
        compute(i, ie, j, je, kc, own_a ? parts(own) : parts(hold_a) + ti * kTaskRows * kc * kParts,
                own_b ? parts(own) : parts(hold_b) + tj * kTaskColumns * kc * kParts, k0 > 0);
      });
      if (failed) return Status(Code::kMemory, "out of memory: no room for a panel of a matrix");
    }
    return Status();
  }

  Status room(int64_t elements, StorageRef* hold) {
    return backend_.allocate(static_cast<size_t>(elements + 1) * sizeof(T), hold);
  }
  static S* parts(const StorageRef& hold) { return static_cast<S*>(hold->device_pointer()); }

  // The rows of the panel that begins `left` rows before the end: the smallest tile that holds them; its number to `t`.
  int panel_rows(int64_t left, int* t) const {
    int rows = 1;
    for (*t = 0; rows < kernels_.rows && rows < left; rows *= 2) ++*t;
    return rows;
  }
  int panel_vectors(int64_t left) const {
    return static_cast<int>(std::min<int64_t>(kernels_.vectors, up(left, kernels_.width)));
  }

  // Panels of a: for each k the elements of the panel's rows; rows that aren't there are zero.
  void pack_a(int64_t i0, int64_t i1, int64_t k0, int64_t k1, S* to) const {
    const int64_t kc = k1 - k0;
    int t;
    for (int64_t i = i0; i < i1;) {
      const int rows = panel_rows(i1 - i, &t);
      for (int r = 0; r < rows; ++r) {
        S* out = to + r * kParts;
        if (i + r < i1) {
          const T* from = p_.a.at(i + r, k0);
          for (int64_t k = 0; k < kc; ++k, out += rows * kParts, from += p_.a.across) put(out, 1, *from);
        } else {
          for (int64_t k = 0; k < kc; ++k, out += rows * kParts) put(out, 1, T{});
        }
      }
      to += rows * kc * kParts;
      i += rows;
    }
  }

  // Panels of b: for each k the elements of the panel's columns, real parts first.
  void pack_b(int64_t j0, int64_t j1, int64_t k0, int64_t k1, S* to) const {
    const int64_t kc = k1 - k0;
    for (int64_t j = j0; j < j1;) {
      const int64_t columns = panel_vectors(j1 - j) * kernels_.width, there = std::min(columns, j1 - j);
      if (p_.b.across == 1 || p_.b.across <= p_.b.down) {
        for (int64_t k = 0; k < kc; ++k) {
          const T* const from = p_.b.at(k0 + k, j);
          S* const out = to + k * columns * kParts;
          if (p_.b.across == 1) {
            for (int64_t c = 0; c < there; ++c) put(out + c, columns, from[c]);
          } else {
            for (int64_t c = 0; c < there; ++c) put(out + c, columns, from[c * p_.b.across]);
          }
          for (int64_t c = there; c < columns; ++c) put(out + c, columns, T{});
        }
      } else {
        for (int64_t c = 0; c < columns; ++c) {
          const T* from = p_.b.at(k0, j + std::min(c, there - 1));
          S* out = to + c;
          for (int64_t k = 0; k < kc; ++k, out += columns * kParts, from += p_.b.down)
            put(out, columns, c < there ? *from : T{});
        }
      }
      to += columns * kc * kParts;
      j += columns;
    }
  }

  static void put(S* out, int64_t apart, const T& value) {
    if constexpr (kParts == 1) {
      (void)apart;
      *out = value;
    } else {
      out[0] = value.re;
      out[apart] = value.im;
    }
  }

  void compute(int64_t i0, int64_t i1, int64_t j0, int64_t j1, int64_t kc, const S* a, const S* b, bool add) const {
    alignas(64) S tile[8 * 48 * 2];
    for (int64_t j = j0; j < j1;) {
      const int vectors = panel_vectors(j1 - j);
      const int64_t columns = vectors * kernels_.width, there = std::min(columns, j1 - j), b_step = columns * kParts;
      const S* left = a;
      int t;
      for (int64_t i = i0; i < i1;) {
        const int rows = panel_rows(i1 - i, &t);
        const auto kernel = kernels_.tile[t][vectors - 1];
        const int64_t rows_there = std::min<int64_t>(rows, i1 - i);
        if (kParts == 1 && p_.c.across == 1 && there == columns && rows_there == rows) {
          kernel(kc, left, b, b_step, reinterpret_cast<S*>(p_.c.at(i, j)), p_.c.down, add);
        } else {
          kernel(kc, left, b, b_step, tile, b_step, false);
          for (int64_t r = 0; r < rows_there; ++r)
            for (int64_t c = 0; c < there; ++c) {
              T value;
              if constexpr (kParts == 1) {
                value = tile[r * b_step + c];
              } else {
                value = T(tile[r * b_step + c], tile[r * b_step + columns + c]);
              }
              T& to = *p_.c.at(i + r, j + c);
              to = add ? to + value : value;
            }
        }
        left += rows * kc * kParts;
        i += rows;
      }
      b += columns * kc * kParts;
      j += columns;
    }
  }

  Backend& backend_;
  Product<T> p_;
  TileKernels<S> kernels_;
  int64_t wide_ = 0;
};

// c small, k long: parts of the sum over k side by side, added in order.
template <class T>
Status multiply_split(Backend& backend, const Product<T>& p) {
  const int64_t parts = std::min(kMostSplits, p.k / kSplitDepth), depth = up(p.k, parts), size = p.m * p.n;
  StorageRef hold;
  OBOL_TRY(backend.allocate(static_cast<size_t>(parts * size) * sizeof(T), &hold));
  T* const sums = static_cast<T*>(hold->device_pointer());
  std::atomic<bool> failed{false};
  for_each_chunk(parts, [&](int64_t part) {
    const int64_t k0 = std::min(p.k, part * depth), k1 = std::min(p.k, k0 + depth);
    if (k0 == k1) {
      std::fill_n(sums + part * size, size, T{});
      return;
    }
    const Product<T> piece{p.m, p.n, k1 - k0, p.a.from(0, k0), p.b.from(k0, 0), {sums + part * size, p.n, 1}};
    if (!Packed<T>(backend, piece).run().ok()) failed = true;
  });
  if (failed) return Status(Code::kMemory, "out of memory: no room for a panel of a matrix");
  for (int64_t i = 0; i < p.m; ++i)
    for (int64_t j = 0; j < p.n; ++j) {
      T sum = sums[i * p.n + j];
      for (int64_t part = 1; part < parts; ++part) sum = sum + sums[part * size + i * p.n + j];
      *p.c.at(i, j) = sum;
    }
  return Status();
}

}  // namespace

template <class T>
Status multiply_packed(Backend& backend, const Product<T>& p) {
  // Lanes go along c's rows: turned where its columns are contiguous, or where its rows are shorter than a register.
  const int64_t lanes = 64 / static_cast<int64_t>(sizeof(T));
  const bool turn = p.c.across != 1 && p.c.down == 1 ? p.m >= lanes || p.m >= p.n : p.n < lanes && p.n < p.m;
  const Product<T> q = turn ? p.transposed() : p;
  if (q.m * q.n <= kMostSplitResult && q.m <= kTaskRows && q.n <= kTaskColumns && q.k >= 2 * kSplitDepth)
    return multiply_split(backend, q);
  return Packed<T>(backend, q).run();
}

template Status multiply_packed<float>(Backend&, const Product<float>&);
template Status multiply_packed<double>(Backend&, const Product<double>&);
template Status multiply_packed<complex64>(Backend&, const Product<complex64>&);
template Status multiply_packed<complex128>(Backend&, const Product<complex128>&);

}  // namespace obol::cpu
