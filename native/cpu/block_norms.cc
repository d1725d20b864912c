// Columns scaled to unit length, their largest entry positive.
#include <algorithm>
#include <cmath>
#include <vector>

#include "cpu/backend.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

struct ColumnSum {
  double squares = 0, largest = 0;  // largest: the first entry of largest magnitude, with its sign
};

template <class T>
void normalize(const View& x, const double* weight) {
  const int64_t rows = x.shape(0), columns = x.shape(1), stride = x.stride(0);
  T* const data = x.as<T>();
  const int64_t grain = std::max<int64_t>(256, (int64_t{1} << 16) / (columns + 1));
  const int64_t chunks = (rows + grain - 1) / grain;
  std::vector<ColumnSum> partial(static_cast<size_t>(chunks * columns));
  parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
    ColumnSum* const sums = partial.data() + begin / grain * columns;
    for (int64_t i = begin; i < end; ++i) {
      const T* row = data + i * stride;
      const double w = weight != nullptr ? weight[i] : 1.0;
      for (int64_t c = 0; c < columns; ++c) {
        const double value = static_cast<double>(row[c]);
        sums[c].squares += w * value * value;
        if (std::fabs(value) > std::fabs(sums[c].largest)) sums[c].largest = value;
      }
    }
  });
  std::vector<T> factor(static_cast<size_t>(columns), T(1));
  for (int64_t c = 0; c < columns; ++c) {
    ColumnSum whole;
    for (int64_t k = 0; k < chunks; ++k) {
      const ColumnSum& part = partial[static_cast<size_t>(k * columns + c)];
      whole.squares += part.squares;
      if (std::fabs(part.largest) > std::fabs(whole.largest)) whole.largest = part.largest;
    }
    if (whole.squares > 0)
      factor[static_cast<size_t>(c)] = static_cast<T>((whole.largest < 0 ? -1.0 : 1.0) / std::sqrt(whole.squares));
  }
  parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      for (int64_t c = 0; c < columns; ++c) data[i * stride + c] *= factor[static_cast<size_t>(c)];
  });
}

}  // namespace

Status CpuBackend::normalize_columns(const View& x, const View& weight) {
  ++device_->counters().launches;
  const double* w = weight.given() ? weight.as<double>() : nullptr;
  if (x.dtype == DType::kFloat32)
    normalize<float>(x, w);
  else
    normalize<double>(x, w);
  return Status();
}

}  // namespace obol::cpu
