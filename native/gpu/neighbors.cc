// The nearest rows of each row, by brute force: a thread keeps the list of its row where the answer goes.
#include <limits>

#include "gpu/backend.h"
#include "gpu/row_distances.h"
#include "ops/nearest.h"

namespace obol::gpu {
namespace {

template <class T>
struct Neighbors {
  T* distance;
  int64_t distance_down, distance_across;
  int32_t* index;
  int64_t index_down, index_across, count;

  struct State {
    T worst;
  };
  OBOL_HD ops::NearestHeap<T> heap(int64_t row) const {
    return {distance + row * distance_down, distance_across, index + row * index_down, index_across, count};
  }
  OBOL_HD void take(State& s, int64_t row, int64_t center, T square) const {
    if (center >= count && !(square < s.worst)) return;
    const ops::NearestHeap<T> list = heap(row);
    const int32_t owner = static_cast<int32_t>(center);
    if (center >= count) {
      list.replace(square, owner);
    } else {
      list.put(center, square == square ? square : math::Constants<T>::infinity, owner);
      if (center + 1 < count) return;
      list.build();
    }
    s.worst = list.far(0);
  }
  OBOL_HD void finish(const State&, int64_t row) const { heap(row).sort(); }
};

}  // namespace

Status GpuBackend::nearest_rows(const View& indices, const View& distances, const View& given_x, const View& given_y) {
  if (indices.size() == 0) return Status();
  if (given_x.shape(0) > std::numeric_limits<int32_t>::max() || indices.shape(1) > given_x.shape(0))
    return Status(Code::kRange, "nearest_rows: expected at least as many rows as neighbours, and at most 2^31 - 1");
  Operand x, y;
  OBOL_TRY(x.place(context_, given_x));
  OBOL_TRY(y.place(context_, given_y));
  return visit_dtype_in<kFloats>(given_x.dtype, not_floating(), [&](auto type) {
    using T = typename decltype(type)::type;
    return run_distances<T>(
        context_, y, x,
        Neighbors<T>{pointer<T>(distances), distances.stride(0), distances.stride(1), pointer<int32_t>(indices),
                     indices.stride(0), indices.stride(1), indices.shape(1)});
  });
}

}  // namespace obol::gpu
