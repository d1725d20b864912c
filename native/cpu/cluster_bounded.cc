// The nearest of some rows where bounds are known from before: Elkan's step of k-means.
#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#include "core/view.h"
#include "cpu/lanes.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

// Centers and what is known of them: see backend.h.
template <class T>
struct BoundedCenters {
  const T* data;
  int64_t down, across, k;
  const T *moved, *half;  // contiguous
  T margin;
};

}  // namespace
}  // namespace obol::cpu

#define OBOL_KERNELS "cpu/cluster_bounded_kernels.h"
#include "cpu/for_each_isa.h"
#include "cpu/row_blocks.h"

namespace obol::cpu {
namespace {

template <class T>
Status nearest_bounded(Backend& backend, const View& labels, const View& distance, const View& lower, const View& rows,
                       const View& centers, const View& moved, const View& half) {
  const Rows<T> x(rows), c(centers);
  const T margin = static_cast<T>(x.d + 8) * std::numeric_limits<T>::epsilon();
  const BoundedCenters<T> known{c.data, c.down, c.across, c.n, moved.as<T>(), half.as<T>(), margin};
  const auto kernel = OBOL_SELECT(nearest_block_bounded<T>);
  int32_t* const label_of = labels.as<int32_t>();
  T *const far = distance.size() > 0 ? distance.as<T>() : nullptr, *const bounds = lower.as<T>();
  const int64_t step = labels.stride(0), far_step = far != nullptr ? distance.stride(0) : 0, n = x.n, k = c.n;
  // Beside a block: its rows' own centers; the bounds of the last block, which is not full.
  const int64_t extra = (x.d + k) * kBlockRows;
  return for_each_block<T>(
      backend, x, k, extra, [&](int64_t begin, int64_t count, const T* xs, int64_t xs_step, T* own) {
        int32_t label[kBlockRows];
        T square[kBlockRows];
        std::vector<int32_t> list(static_cast<size_t>(k));
        for (int64_t i = 0; i < kBlockRows; ++i) {
          label[i] = label_of[(begin + std::min(i, count - 1)) * step];
          const T* const center = c.data + label[i] * c.down;
          for (int64_t t = 0; t < x.d; ++t) own[t * kBlockRows + i] = center[t * c.across];
        }
        const bool whole = count == kBlockRows;
        T* const held = own + x.d * kBlockRows;
        if (!whole)
          for (int64_t j = 0; j < k; ++j)
            for (int64_t i = 0; i < kBlockRows; ++i)
              held[j * kBlockRows + i] = bounds[j * n + begin + std::min(i, count - 1)];
        kernel(xs, xs_step, x.d, known, own, whole ? bounds + begin : held, whole ? n : kBlockRows, label, square,
               list.data());
        if (!whole)
          for (int64_t j = 0; j < k; ++j)
            std::memcpy(bounds + j * n + begin, held + j * kBlockRows, static_cast<size_t>(count) * sizeof(T));
        for (int64_t i = 0; i < count; ++i) label_of[(begin + i) * step] = label[i];
        if (far == nullptr) return;
        for (int64_t i = 0; i < count; ++i) far[(begin + i) * far_step] = square[i];
      });
}

}  // namespace

Status CpuBackend::nearest_row_bounded(const View& labels, const View& distance, const View& lower, const View& x,
                                       const View& centers, const View& moved, const View& half) {
  ++device_->counters().launches;
  if (x.shape(0) == 0) return Status();
  if (centers.shape(0) == 0) return Status(Code::kRange, "nearest_row: expected at least one centre, got none");
  return visit_dtype_in<kFloats>(x.dtype, not_floating(), [&](auto type) {
    return nearest_bounded<typename decltype(type)::type>(*this, labels, distance, lower, x, centers, moved, half);
  });
}

}  // namespace obol::cpu
