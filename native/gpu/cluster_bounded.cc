// The nearest of some rows where bounds are known from before: Elkan's step of k-means. A thread has a row and skips the
// centers that its bounds rule out. Distances are summed as row_distances.h sums them; a bound that is computed gets a
// margin for the rounding of what it is made of.
#include "gpu/backend.h"
#include "gpu/row_distances.h"

namespace obol::gpu {
namespace {

template <class T>
struct BoundedKernel {
  static constexpr uint32_t kThreads = kRowThreads;
  Rows<const T> x, centers;
  int64_t d;
  int32_t* label;
  int64_t label_step;
  T* distance;  // null: not wanted
  int64_t distance_step;
  T* lower;               // centers × rows
  const T *moved, *half;  // one a center; centers × centers
  T up, down;

  OBOL_HD T square(const T* own, int64_t center) const {
    const T* const other = centers.data + center * centers.down;
    T sum = T(0);
    for (int64_t t = 0; t < d; ++t) {
      const T difference = own[t * x.across] - other[t * centers.across];
      sum = math::fma(difference, difference, sum);
    }
    return sum;
  }

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t row = t.global();
    if (!t.within(row, x.count)) return;
    const T* const own = x.data + row * x.down;
    const int64_t first = label[row * label_step];
    T best = square(own, first);
    int64_t nearest = first;
    const T near = math::sqrt(best), reach = near * up;
    for (int64_t j = 0; j < centers.count; ++j) {
      T& bound = lower[j * x.count + row];
      if (j == first) {
        bound = near * down;
        continue;
      }
      bound = bound > moved[j] ? (bound - moved[j]) * down : T(0);
      if (bound > reach || half[j * centers.count + first] > reach) continue;
      const T sum = square(own, j);
      bound = math::sqrt(sum) * down;
      if (sum < best || (sum == best && j < nearest)) {
        best = sum;
        nearest = j;
      }
    }
    label[row * label_step] = static_cast<int32_t>(nearest);
    if (distance != nullptr) distance[row * distance_step] = best;
  }
};

}  // namespace

Status GpuBackend::nearest_row_bounded(const View& labels, const View& distance, const View& lower, const View& given,
                                       const View& given_centers, const View& moved, const View& half) {
  if (given.shape(0) == 0) return Status();
  if (given_centers.shape(0) == 0) return Status(Code::kRange, "nearest_row: expected at least one centre, got none");
  Operand x, centers;
  OBOL_TRY(x.place(context_, given));
  OBOL_TRY(centers.place(context_, given_centers));
  return visit_dtype_in<kFloats>(given.dtype, not_floating(), [&](auto type) {
    using T = typename decltype(type)::type;
    const bool far = distance.size() > 0;
    const T epsilon = sizeof(T) == 8 ? T(0x1p-52) : T(0x1p-23);
    const T margin = static_cast<T>(given.shape(1) + 8) * epsilon;
    return context_.run_over(
        given.shape(0),
        BoundedKernel<T>{Rows<const T>(x), Rows<const T>(centers), given.shape(1), pointer<int32_t>(labels),
                         labels.stride(0), far ? pointer<T>(distance) : nullptr, far ? distance.stride(0) : 0,
                         pointer<T>(lower), pointer<const T>(moved), pointer<const T>(half), 1 + margin, 1 - margin});
  });
}

}  // namespace obol::gpu
