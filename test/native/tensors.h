// Arrays for the native tests: made from and read into std::vector on the device of this build.
#pragma once

#include <vector>

#include "device/device.h"
#include "device/tensor.h"
#include "native/check.h"

namespace obol::test {

inline Backend& backend() {
  static const std::unique_ptr<Backend> b = backend_device(0)->make_backend();
  return *b;
}

inline Tensor empty(DType dtype, std::initializer_list<int64_t> shape) {
  const Layout layout = Layout::contiguous(shape);
  StorageRef storage;
  CHECK_OK(backend().allocate(static_cast<size_t>(layout.size()) * itemsize(dtype), &storage));
  return Tensor(storage, dtype, 0, layout);
}

template <class T>
Tensor make(std::initializer_list<int64_t> shape, const std::vector<T>& values) {
  Tensor t = empty(dtype_of_v<T>, shape);
  CHECK(static_cast<size_t>(t.size()) == values.size());
  CHECK_OK(backend().upload(t, values.data()));
  return t;
}

// `t` must be C-contiguous and not bool.
template <class T>
std::vector<T> read(const Tensor& t) {
  std::vector<T> values(static_cast<size_t>(t.size()));
  CHECK(t.dtype() == dtype_of_v<T>);
  CHECK_OK(backend().download(values.data(), t));
  return values;
}

// A small generator of test data; not the library's.
class Lcg {
 public:
  explicit Lcg(uint64_t seed) : state_(seed * 2654435769u + 12345) {}
  uint64_t next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return state_ >> 33;
  }
  int64_t below(int64_t n) { return static_cast<int64_t>(next() % static_cast<uint64_t>(n)); }
  double uniform() { return static_cast<double>(next()) / 2147483648.0; }

 private:
  uint64_t state_;
};

}  // namespace obol::test
