// See scale.h.
#include "algorithms/cluster/scale.h"

#include <algorithm>
#include <cmath>

namespace obol {
namespace {

// Exponents of the largest magnitude: below and above which numbers are scaled, and where those are brought to.
struct Range {
  int low, high, most;  // `most`: the largest power of two that the dtype has
};

Range range_of(DType dtype) { return dtype == DType::kFloat32 ? Range{-30, 50, 127} : Range{-300, 480, 1023}; }

template <class T>
Status extremes(Backend& backend, std::initializer_list<View> arrays, int64_t count, double* largest) {
  Tensor found;
  OBOL_TRY(make_tensor(backend, dtype_of_v<T>, {2 * count}, &found));
  int64_t at = 0;
  for (const View& x : arrays) {
    if (x.size() == 0) continue;
    for (const ReduceOp op : {ReduceOp::k_max, ReduceOp::k_min}) {
      Layout none = Layout::contiguous({});
      OBOL_TRY(backend.reduce(op, Tensor(found.storage(), found.dtype(), at++, none), x));
    }
  }
  std::vector<T> values;
  OBOL_TRY(download(backend, found, &values));
  for (const T value : values) {
    const double magnitude = std::fabs(static_cast<double>(value));
    if (!(magnitude <= *largest)) *largest = magnitude;
    if (std::isnan(magnitude)) break;
  }
  return Status();
}

}  // namespace

Status largest_magnitude(Backend& backend, std::initializer_list<View> arrays, double* largest) {
  *largest = 0;
  const View* first = nullptr;
  int64_t count = 0;
  for (const View& x : arrays)
    if (x.size() > 0) {
      first = &x;
      ++count;
    }
  if (first == nullptr) return Status();
  return first->dtype == DType::kFloat32 ? extremes<float>(backend, arrays, count, largest)
                                         : extremes<double>(backend, arrays, count, largest);
}

int scaling_power(DType dtype, double largest) {
  if (!(largest > 0) || std::isinf(largest)) return 0;
  int exponent = 0;
  std::frexp(largest, &exponent);
  const Range range = range_of(dtype);
  if (exponent >= range.low && exponent <= range.high) return 0;
  return std::min(range.high - exponent, range.most);
}

Status scale_by_power(Backend& backend, const View& in, int power, Tensor* out) {
  OBOL_TRY(make_tensor(backend, in.dtype, {in.shape(0), in.shape(1)}, out));
  const double factor = std::ldexp(1.0, power);
  const View by = in.dtype == DType::kFloat32 ? immediate(static_cast<float>(factor), *out) : immediate(factor, *out);
  return backend.binary(BinaryOp::k_multiply, *out, in, by);
}

}  // namespace obol
