// The binary interface of DLPack 1 (dmlc/dlpack, version 1.0): how libraries lend each other tensors. The layouts and
// numbers are that specification's; obol lends and borrows the memory of the CPU.
#pragma once

#include <cstdint>

#include "core/status.h"
#include "core/view.h"

namespace obol::dlpack {

inline constexpr uint32_t kMajor = 1, kMinor = 0;
inline constexpr int32_t kCpu = 1;

struct Device {
  int32_t device_type;
  int32_t device_id;
};

enum TypeCode : uint8_t { kInt = 0, kUint = 1, kFloat = 2, kComplex = 5, kBool = 6 };

struct DataType {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
};

struct Tensor {
  void* data;
  Device device;
  int32_t ndim;
  DataType dtype;
  int64_t* shape;
  int64_t* strides;  // in elements; null: C order
  uint64_t byte_offset;
};

struct Version {
  uint32_t major, minor;
};

inline constexpr uint64_t kReadOnly = 1, kIsCopied = 2;

struct ManagedTensor {
  Version version;
  void* manager_context;
  void (*deleter)(ManagedTensor* self);
  uint64_t flags;
  Tensor tensor;
};

DataType type_of(obol::DType dtype);
// False for types that obol has not got.
bool dtype_of(const DataType& type, obol::DType* out);

// Where a tensor's elements lie: from `first` bytes before its first element on, `bytes` in all.
struct Extent {
  int64_t first = 0, bytes = 0;
};
// Checks what another library says of a tensor; strides of C order where it gives none.
Status read_tensor(const ManagedTensor& managed, obol::DType* dtype, Layout* layout, Extent* extent);

}  // namespace obol::dlpack
