// sort and argsort along the last axis: positions are sorted by whole numbers that are ordered as the elements are, all
// rows at once, then by row; both passes are stable.
#include "gpu/backend.h"
#include "gpu/keys.h"
#include "gpu/layout.h"
#include "gpu/set.h"
#include "ops/order.h"

namespace obol::gpu {
namespace {

// The rows of the two views, n elements each.
struct Rows {
  Strided<2> places;  // of out, in
  int64_t n, out_step, in_step;
};

enum class Part { kWhole, kReal, kImaginary, kNanRank, kRow };

template <class T, Part P>
OBOL_INLINE uint64_t key_of(T x, bool descending) {
  if constexpr (P == Part::kWhole) return ops::order_key(x, descending);
  if constexpr (P == Part::kReal) return ops::order_key(x.re, descending);
  if constexpr (P == Part::kImaginary) return ops::order_key(x.im, descending);
  if constexpr (P == Part::kNanRank) return static_cast<uint64_t>(ops::nan_rank(x));
  return 0;
}

template <class T, Part P>
struct KeyKernel {
  static constexpr uint32_t kThreads = 256;
  const T* in;
  Rows rows;
  bool descending;
  const int64_t* position;
  uint64_t* key;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, rows.places.size() * rows.n)) return;
    const int64_t p = position[i], row = p / rows.n;
    if constexpr (P == Part::kRow)
      key[i] = static_cast<uint64_t>(row);
    else
      key[i] = key_of<T, P>(in[rows.places.places(row).at[1] + (p - row * rows.n) * rows.in_step], descending);
  }
};

struct PositionKernel {
  static constexpr uint32_t kThreads = 256;
  int64_t* position;
  int64_t n;
  OBOL_HD void operator()(const Thread& t) const {
    if (t.within(t.global(), n)) position[t.global()] = t.global();
  }
};

template <class T>
struct ElementKernel {
  static constexpr uint32_t kThreads = 256;
  const T* in;
  T* out;
  Rows rows;
  const int64_t* position;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, rows.places.size() * rows.n)) return;
    const int64_t row = i / rows.n, first = row * rows.n;
    const auto place = rows.places.places(row);
    out[place.at[0] + (i - first) * rows.out_step] = in[place.at[1] + (position[i] - first) * rows.in_step];
  }
};

template <class Index>
struct PlaceKernel {
  static constexpr uint32_t kThreads = 256;
  Index* out;
  Rows rows;
  const int64_t* position;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, rows.places.size() * rows.n)) return;
    const int64_t row = i / rows.n, first = row * rows.n;
    out[rows.places.places(row).at[0] + (i - first) * rows.out_step] = static_cast<Index>(position[i] - first);
  }
};

// The stable order of all elements as positions row·n + place.
template <class T>
Status order_of(Context& context, const T* in, const Rows& rows, bool descending, int64_t* position, uint64_t* key) {
  const int64_t n = rows.places.size() * rows.n;
  OBOL_TRY(context.run_over(n, PositionKernel{position, n}));
  const auto pass = [&](auto kernel, int bits) -> Status {
    OBOL_TRY(context.run_over(n, kernel));
    return sort_pairs(context.stream(), context.allocator(), key, position, n, bits);
  };
  if constexpr (is_complex_v<T>) {
    constexpr int bits = 8 * sizeof(T) / 2;
    OBOL_TRY(pass(KeyKernel<T, Part::kImaginary>{in, rows, descending, position, key}, bits));
    OBOL_TRY(pass(KeyKernel<T, Part::kReal>{in, rows, descending, position, key}, bits));
    OBOL_TRY(pass(KeyKernel<T, Part::kNanRank>{in, rows, descending, position, key}, 2));
  } else {
    OBOL_TRY(pass(KeyKernel<T, Part::kWhole>{in, rows, descending, position, key}, 8 * sizeof(T)));
  }
  if (rows.places.size() == 1) return Status();
  return pass(KeyKernel<T, Part::kRow>{in, rows, descending, position, key}, bits_below(rows.places.size()));
}

// Calls finish(in, rows, positions) with the order of `in`'s elements along the last axis.
template <class T, class Finish>
Status sorted(Context& context, const View& out, const View& given, bool descending, Finish&& finish) {
  Operand in_memory;
  OBOL_TRY(in_memory.place(context, given));
  const View& in = in_memory;
  const int last = in.ndim() - 1;
  const View in_rows = leading_dims(in, last), out_rows = leading_dims(out, last);
  const View* views[] = {&out_rows, &in_rows};
  const Walk walk = make_walk(views, 2);
  const Rows rows{Strided<2>(walk), in.shape(last), out.stride(last), in.stride(last)};
  const int64_t n = walk.size * rows.n;
  if (n == 0) return Status();
  StorageRef held_keys, held_positions;
  uint64_t* key = nullptr;
  int64_t* position = nullptr;
  OBOL_TRY(context.workspace(n, &held_keys, &key));
  OBOL_TRY(context.workspace(n, &held_positions, &position));
  const T* const elements = pointer<T>(in) + walk.offset[1];
  OBOL_TRY(order_of(context, elements, rows, descending, position, key));
  return finish(elements, rows, walk.offset[0], position);
}

}  // namespace

Status GpuBackend::sort(const View& out, const View& in, bool descending) {
  return visit_dtype(in.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    return sorted<T>(context_, out, in, descending,
                     [&](const T* elements, const Rows& rows, int64_t at, const int64_t* p) {
                       return context_.run_over(in.size(), ElementKernel<T>{elements, pointer<T>(out) + at, rows, p});
                     });
  });
}

Status GpuBackend::argsort(const View& out, const View& in, bool descending) {
  return visit_dtype(in.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    return sorted<T>(context_, out, in, descending, [&](const T*, const Rows& rows, int64_t at, const int64_t* p) {
      if (out.dtype == DType::kInt32)
        return context_.run_over(in.size(), PlaceKernel<int32_t>{pointer<int32_t>(out) + at, rows, p});
      return context_.run_over(in.size(), PlaceKernel<int64_t>{pointer<int64_t>(out) + at, rows, p});
    });
  });
}

}  // namespace obol::gpu
