// The nearest of some rows, and all distances from them.
#include "gpu/backend.h"
#include "gpu/row_distances.h"

namespace obol::gpu {
namespace {

// The first nearest centre.
template <class T>
struct Nearest {
  int32_t* label;
  int64_t label_step;
  T* distance;  // null: not wanted
  int64_t distance_step;

  struct State {
    T best;
    int64_t center;
  };
  OBOL_HD void take(State& s, int64_t, int64_t center, T square) const {
    if (center == 0 || square < s.best) s = {square, center};
  }
  OBOL_HD void finish(const State& s, int64_t row) const {
    label[row * label_step] = static_cast<int32_t>(s.center);
    if (distance != nullptr) distance[row * distance_step] = s.best;
  }
};

// All of them.
template <class T>
struct Every {
  T* out;
  int64_t down, across;

  struct State {};
  OBOL_HD void take(State&, int64_t row, int64_t center, T square) const { out[row * down + center * across] = square; }
  OBOL_HD void finish(const State&, int64_t) const {}
};

}  // namespace

Status GpuBackend::nearest_row(const View& labels, const View& distance, const View& given, const View& given_centers) {
  if (given.shape(0) == 0) return Status();
  if (given_centers.shape(0) == 0) return Status(Code::kRange, "nearest_row: expected at least one centre, got none");
  Operand x, centers;
  OBOL_TRY(x.place(context_, given));
  OBOL_TRY(centers.place(context_, given_centers));
  return visit_dtype_in<kFloats>(given.dtype, not_floating(), [&](auto type) {
    using T = typename decltype(type)::type;
    const bool far = distance.size() > 0;
    return run_distances<T>(context_, x, centers,
                            Nearest<T>{pointer<int32_t>(labels), labels.stride(0), far ? pointer<T>(distance) : nullptr,
                                       far ? distance.stride(0) : 0});
  });
}

Status GpuBackend::row_distances(const View& out, const View& given, const View& given_centers) {
  if (given.shape(0) == 0 || given_centers.shape(0) == 0) return Status();
  Operand x, centers;
  OBOL_TRY(x.place(context_, given));
  OBOL_TRY(centers.place(context_, given_centers));
  return visit_dtype_in<kFloats>(given.dtype, not_floating(), [&](auto type) {
    using T = typename decltype(type)::type;
    return run_distances<T>(context_, x, centers, Every<T>{pointer<T>(out), out.stride(0), out.stride(1)});
  });
}

}  // namespace obol::gpu
