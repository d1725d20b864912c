// K-means' primitives: the nearest of some rows, distances between rows, sums of the rows of each label.
#include <algorithm>
#include <cstring>

#include "cpu/lanes.h"

#define OBOL_KERNELS "cpu/cluster_kernels.h"
#include "cpu/for_each_isa.h"
#include "cpu/row_blocks.h"

namespace obol::cpu {
namespace {

template <class T>
Status nearest(Backend& backend, const View& labels, const View& distance, const View& x_view, const View& c_view) {
  const Rows<T> x(x_view), c(c_view);
  const auto kernel = OBOL_SELECT(nearest_block<T>);
  int32_t* const to = labels.as<int32_t>();
  T* const far = distance.size() > 0 ? distance.as<T>() : nullptr;
  const int64_t step = x.n > 0 ? labels.stride(0) : 0, far_step = far != nullptr ? distance.stride(0) : 0;
  return for_each_block<T>(backend, x, c.n, 0, [&](int64_t begin, int64_t rows, const T* xs, int64_t xs_step, T*) {
    int32_t label[kBlockRows];
    T square[kBlockRows];
    kernel(xs, xs_step, x.d, c.data, c.down, c.across, c.n, label, square);
    for (int64_t i = 0; i < rows; ++i) to[(begin + i) * step] = label[i];
    if (far == nullptr) return;
    for (int64_t i = 0; i < rows; ++i) far[(begin + i) * far_step] = square[i];
  });
}

template <class T>
Status distances(Backend& backend, const View& out_view, const View& x_view, const View& c_view) {
  const Rows<T> x(x_view), c(c_view), out(out_view);
  const auto kernel = OBOL_SELECT(distance_block<T>);
  const auto block = [&](int64_t begin, int64_t rows, const T* xs, int64_t xs_step, T* held) {
    kernel(xs, xs_step, x.d, c.data, c.down, c.across, c.n, held);
    if (out.down == 1) {
      for (int64_t j = 0; j < c.n; ++j)
        std::memcpy(out.data + begin + j * out.across, held + j * kBlockRows, static_cast<size_t>(rows) * sizeof(T));
      return;
    }
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < c.n; ++j) out.data[(begin + i) * out.down + j * out.across] = held[j * kBlockRows + i];
  };
  return for_each_block<T>(backend, x, c.n, c.n * kBlockRows, block);
}

template <class T>
Status sum_segments(Backend& backend, const View& sums, const View& weights, const View& x_view, const View& labels,
                    const View& weight) {
  const Rows<T> x(x_view);
  const auto kernel = OBOL_SELECT(add_row<T>);
  const int64_t k = sums.shape(0), d = x.d, room = k * (d + 1);
  const int32_t* const label = labels.as<int32_t>();
  const double* const w = weight.size() > 0 ? weight.as<double>() : nullptr;
  const int64_t label_step = x.n == 0 || labels.immediate ? 0 : labels.stride(0);
  const int64_t w_step = w == nullptr || weight.immediate ? 0 : weight.stride(0);
  // Each chunk sums into its own table; tables are added in order. A table is at most a quarter of a chunk's work.
  const int64_t chunks = std::clamp<int64_t>(x.n * (d + 1) / std::max<int64_t>(32768, 4 * room), 1, 64);
  const int64_t grain = (x.n + chunks - 1) / chunks;
  StorageRef hold;
  OBOL_TRY(backend.allocate(static_cast<size_t>(chunks * room + 1) * sizeof(double), &hold));
  double* const tables = static_cast<double*>(hold->device_pointer());
  for_each_chunk(chunks, [&](int64_t chunk) {
    double* const table = tables + chunk * room;
    std::memset(table, 0, static_cast<size_t>(room) * sizeof(double));
    const int64_t end = std::min(x.n, (chunk + 1) * grain);
    for (int64_t i = chunk * grain; i < end; ++i) {
      const int64_t c = label[i * label_step];
      if (c < 0 || c >= k) continue;
      const double factor = w == nullptr ? 1.0 : w[i * w_step];
      kernel(table + c * (d + 1), x.data + i * x.down, x.across, d, factor);
      table[c * (d + 1) + d] += factor;
    }
  });
  double *const to = sums.as<double>(), *const total = weights.as<double>();
  parallel_for(k, std::max<int64_t>(1, 32768 / (chunks * (d + 1))), [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; ++c)
      for (int64_t t = 0; t <= d; ++t) {
        double sum = 0;
        for (int64_t chunk = 0; chunk < chunks; ++chunk) sum += tables[chunk * room + c * (d + 1) + t];
        (t < d ? to[c * sums.stride(0) + t * sums.stride(1)] : total[c * weights.stride(0)]) = sum;
      }
  });
  return Status();
}

}  // namespace

Status CpuBackend::nearest_row(const View& labels, const View& distance, const View& x, const View& centers) {
  ++device_->counters().launches;
  if (x.shape(0) == 0) return Status();
  if (centers.shape(0) == 0) return Status(Code::kRange, "nearest_row: expected at least one centre, got none");
  return visit_dtype_in<kFloats>(x.dtype, not_floating(), [&](auto type) {
    return nearest<typename decltype(type)::type>(*this, labels, distance, x, centers);
  });
}

Status CpuBackend::row_distances(const View& out, const View& x, const View& centers) {
  ++device_->counters().launches;
  if (x.shape(0) == 0 || centers.shape(0) == 0) return Status();
  return visit_dtype_in<kFloats>(x.dtype, not_floating(), [&](auto type) {
    return distances<typename decltype(type)::type>(*this, out, x, centers);
  });
}

Status CpuBackend::segment_sum(const View& sums, const View& weights, const View& x, const View& labels,
                               const View& weight) {
  ++device_->counters().launches;
  return visit_dtype_in<kFloats>(x.dtype, not_floating(), [&](auto type) {
    return sum_segments<typename decltype(type)::type>(*this, sums, weights, x, labels, weight);
  });
}

}  // namespace obol::cpu
