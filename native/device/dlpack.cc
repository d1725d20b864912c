#include "device/dlpack.h"

#include <algorithm>
#include <string>

namespace obol::dlpack {
namespace {

constexpr DataType kTypes[] = {
    {kBool, 8, 1},   {kInt, 8, 1},      {kInt, 16, 1},      {kInt, 32, 1},  {kInt, 64, 1},
    {kUint, 8, 1},   {kUint, 16, 1},    {kUint, 32, 1},     {kUint, 64, 1}, {kFloat, 32, 1},
    {kFloat, 64, 1}, {kComplex, 64, 1}, {kComplex, 128, 1},
};
static_assert(sizeof(kTypes) / sizeof(kTypes[0]) == kDTypeCount, "one row for each dtype, in their order");

std::string described(const DataType& type) {
  return "code " + std::to_string(type.code) + ", " + std::to_string(type.bits) + " bits, " +
         std::to_string(type.lanes) + " lanes";
}

}  // namespace

DataType type_of(obol::DType dtype) { return kTypes[static_cast<int>(dtype)]; }

bool dtype_of(const DataType& type, obol::DType* out) {
  for (int i = 0; i < kDTypeCount; ++i)
    if (kTypes[i].code == type.code && kTypes[i].bits == type.bits && kTypes[i].lanes == type.lanes) {
      *out = static_cast<obol::DType>(i);
      return true;
    }
  return false;
}

Status read_tensor(const ManagedTensor& m, obol::DType* dtype, Layout* layout, Extent* extent) {
  const Tensor& t = m.tensor;
  if (m.version.major != kMajor)
    return Status(Code::kFormat, "expected a tensor of DLPack 1, got version " + std::to_string(m.version.major) + "." +
                                     std::to_string(m.version.minor));
  if (t.device.device_type != kCpu)
    return Status(Code::kDevice, "expected a tensor of the CPU (DLPack device 1), got one of device " +
                                     std::to_string(t.device.device_type));
  if (!dtype_of(t.dtype, dtype))
    return Status(Code::kType, "expected one of the standard's dtypes, got DLPack type " + described(t.dtype));
  if (t.ndim < 0 || t.ndim > kMaxDims || (t.ndim > 0 && t.shape == nullptr))
    return Status(Code::kFormat, "expected a tensor of at most 32 axes, got " + std::to_string(t.ndim));
  layout->ndim = t.ndim;
  const int64_t size = static_cast<int64_t>(itemsize(*dtype));
  int64_t step = 1, low = 0, high = 0;
  bool empty = false;
  for (int i = t.ndim - 1; i >= 0; --i) {
    const int64_t extent_of_axis = t.shape[i];
    if (extent_of_axis < 0) return Status(Code::kFormat, "expected extents of at least 0, got a negative one");
    const int64_t stride = t.strides == nullptr ? step : t.strides[i];
    layout->shape[i] = extent_of_axis;
    layout->strides[i] = stride;
    empty = empty || extent_of_axis == 0;
    int64_t reach = 0;
    if (__builtin_mul_overflow(stride, std::max<int64_t>(extent_of_axis - 1, 0), &reach) ||
        __builtin_mul_overflow(step, std::max<int64_t>(extent_of_axis, 1), &step) ||
        __builtin_add_overflow(reach < 0 ? low : high, reach, reach < 0 ? &low : &high))
      return Status(Code::kFormat, "expected a tensor that memory can hold, got larger extents or strides");
  }
  if (empty) return Status();
  int64_t first = 0, last = 0;
  if (__builtin_mul_overflow(low, size, &first) || __builtin_mul_overflow(high + 1, size, &last))
    return Status(Code::kFormat, "expected a tensor that memory can hold, got larger extents or strides");
  *extent = {-first, last - first};
  const uintptr_t at = reinterpret_cast<uintptr_t>(t.data) + t.byte_offset;
  if (t.data == nullptr || at % static_cast<uintptr_t>(*dtype >= obol::DType::kComplex64 ? size / 2 : size) != 0)
    return Status(Code::kFormat, std::string("expected elements aligned for ") + dtype_name(*dtype) + ", got address " +
                                     std::to_string(at));
  return Status();
}

}  // namespace obol::dlpack
