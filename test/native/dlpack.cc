// What obol makes of a DLPack tensor that another library describes: every dtype, layouts, and what it refuses.
#include "device/dlpack.h"

#include <vector>

#include "native/check.h"

using namespace obol;

namespace {

struct Described {
  double memory[16] = {};
  int64_t shape[3] = {2, 3, 1}, strides[3] = {3, 1, 1};
  dlpack::ManagedTensor managed = {};

  Described() {
    managed.version = {1, 7};
    managed.tensor.data = memory;
    managed.tensor.device = {dlpack::kCpu, 0};
    managed.tensor.ndim = 2;
    managed.tensor.dtype = dlpack::type_of(DType::kFloat64);
    managed.tensor.shape = shape;
    managed.tensor.strides = strides;
  }
  Code read() { return dlpack::read_tensor(managed, &dtype, &layout, &extent).code(); }

  DType dtype = DType::kBool;
  Layout layout;
  dlpack::Extent extent;
};

void every_dtype() {
  for (int i = 0; i < kDTypeCount; ++i) {
    const DType dtype = static_cast<DType>(i);
    Described d;
    d.managed.tensor.dtype = dlpack::type_of(dtype);
    CHECK(d.read() == Code::kOk);
    CHECK(d.dtype == dtype);
    CHECK(d.managed.tensor.dtype.lanes == 1);
    CHECK(d.extent.bytes == 6 * static_cast<int64_t>(itemsize(dtype)));
  }
}

void layouts() {
  Described c;
  c.managed.tensor.strides = nullptr;
  CHECK(c.read() == Code::kOk && c.layout.strides[0] == 3 && c.layout.strides[1] == 1 && c.extent.first == 0);

  Described backwards;
  backwards.strides[0] = -4;
  backwards.strides[1] = -1;
  backwards.managed.tensor.byte_offset = 8 * 7;
  CHECK(backwards.read() == Code::kOk && backwards.extent.first == 8 * 6 && backwards.extent.bytes == 8 * 7);

  Described repeated;
  repeated.strides[0] = 0;
  CHECK(repeated.read() == Code::kOk && repeated.extent.bytes == 8 * 3);

  Described scalar;
  scalar.managed.tensor.ndim = 0;
  scalar.managed.tensor.shape = scalar.managed.tensor.strides = nullptr;
  CHECK(scalar.read() == Code::kOk && scalar.extent.bytes == 8);

  Described empty;
  empty.shape[1] = 0;
  empty.managed.tensor.data = nullptr;
  CHECK(empty.read() == Code::kOk && empty.extent.bytes == 0);
}

void refused() {
  const auto code = [](void (*change)(Described*)) {
    Described d;
    change(&d);
    return d.read();
  };
  CHECK(code([](Described* d) { d->managed.version.major = 2; }) == Code::kFormat);
  CHECK(code([](Described* d) { d->managed.tensor.device.device_type = 2; }) == Code::kDevice);
  CHECK(code([](Described* d) { d->managed.tensor.dtype = {4, 16, 1}; }) == Code::kType);
  CHECK(code([](Described* d) { d->managed.tensor.dtype.lanes = 4; }) == Code::kType);
  CHECK(code([](Described* d) { d->managed.tensor.ndim = -1; }) == Code::kFormat);
  CHECK(code([](Described* d) { d->managed.tensor.ndim = kMaxDims + 1; }) == Code::kFormat);
  CHECK(code([](Described* d) { d->managed.tensor.shape = nullptr; }) == Code::kFormat);
  CHECK(code([](Described* d) { d->managed.tensor.data = nullptr; }) == Code::kFormat);
  CHECK(code([](Described* d) { d->managed.tensor.byte_offset = 4; }) == Code::kFormat);
  CHECK(code([](Described* d) { d->shape[0] = -2; }) == Code::kFormat);
  CHECK(code([](Described* d) { d->shape[0] = d->shape[1] = int64_t{1} << 62; }) == Code::kFormat);
  CHECK(code([](Described* d) { d->strides[0] = int64_t{1} << 62; }) == Code::kFormat);
  CHECK(code([](Described* d) { d->strides[0] = -(int64_t{1} << 62); }) == Code::kFormat);
}

}  // namespace

int main() {
  every_dtype();
  layouts();
  refused();
  return obol::test::report("dlpack");
}
