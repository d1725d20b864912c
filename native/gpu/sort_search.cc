// search_sorted: where values would go in a sorted sequence, by bisection, one thread a value.
#include "gpu/backend.h"
#include "gpu/layout.h"
#include "gpu/set.h"
#include "ops/order.h"

namespace obol::gpu {
namespace {

template <class T, class Index>
struct SearchKernel {
  static constexpr uint32_t kThreads = 256;
  const T* edges;
  int64_t n, step;
  const T* values;
  Index* out;
  Strided<2> layout;  // of values, out
  bool right;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, layout.size())) return;
    const auto place = layout.places(i);
    const T x = values[place.at[0]];
    int64_t low = 0;
    for (int64_t length = n; length > 0;) {
      const int64_t half = length / 2;
      const T edge = edges[(low + half) * step];
      const bool after = right ? !ops::precedes(x, edge) : ops::precedes(edge, x);
      low += after ? length - half : 0;
      length = half;
    }
    out[place.at[1]] = static_cast<Index>(low);
  }
};

template <class T, class Index>
Status search(Context& context, const View& out, const View& edges, const View& values, bool right) {
  const View* views[] = {&values, &out};
  const Walk walk = make_walk(views, 2);
  return context.run_over(
      walk.size,
      SearchKernel<T, Index>{pointer<T>(edges), edges.shape(0), edges.stride(0), pointer<T>(values) + walk.offset[0],
                             pointer<Index>(out) + walk.offset[1], Strided<2>(walk), right});
}

}  // namespace

Status GpuBackend::search_sorted(const View& out, const View& edges, const View& values, bool right) {
  Operand e, v;
  OBOL_TRY(e.place(context_, edges));
  OBOL_TRY(v.place(context_, values));
  return visit_dtype(edges.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    return out.dtype == DType::kInt32 ? search<T, int32_t>(context_, out, e, v, right)
                                      : search<T, int64_t>(context_, out, e, v, right);
  });
}

}  // namespace obol::gpu
