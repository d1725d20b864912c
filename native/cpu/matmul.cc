// Dense products: walks the leading axes and picks a form by size: loops for tiny matrices, loops for a few
// vectors, packed panels; integers by rows.
#include "cpu/matmul.h"

#include <algorithm>
#include <mutex>
#include <type_traits>

#include "core/portable.h"
#include "cpu/isa.h"
#include "cpu/threads.h"

#define OBOL_KERNELS "cpu/matmul_integer_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

// Multiply-adds up to which plain loops win, and from which one matrix is worth all threads.
constexpr int64_t kTiny = 512, kLarge = int64_t{1} << 22;
constexpr int64_t kIntegerColumns = 2048;

template <class T>
void multiply_tiny(const Product<T>& p) {
  for (int64_t i = 0; i < p.m; ++i)
    for (int64_t j = 0; j < p.n; ++j) {
      T sum{};
      for (int64_t k = 0; k < p.k; ++k) sum = sum + *p.a.at(i, k) * *p.b.at(k, j);
      *p.c.at(i, j) = sum;
    }
}

// U is the unsigned type of the same size: products wrap.
template <class U>
Status multiply_integers(Backend& backend, const Product<U>& p) {
  const auto kernel = OBOL_SELECT(add_rows<U>);
  StorageRef hold;
  const U* b = p.b.data;
  int64_t b_step = p.b.down;
  if (p.b.across != 1) {  // rows of b must be contiguous
    OBOL_TRY(backend.allocate(static_cast<size_t>(p.k * p.n) * sizeof(U), &hold));
    U* const copied = static_cast<U*>(hold->device_pointer());
    for (int64_t k = 0; k < p.k; ++k)
      for (int64_t j = 0; j < p.n; ++j) copied[k * p.n + j] = *p.b.at(k, j);
    b = copied;
    b_step = p.n;
  }
  const int64_t grain = std::max<int64_t>(1, kMatmulChunk / std::max<int64_t>(1, p.n * p.k));
  parallel_for(p.m, grain, [&](int64_t begin, int64_t end) {
    U row[kIntegerColumns];
    for (int64_t i = begin; i < end; ++i)
      for (int64_t j = 0; j < p.n; j += kIntegerColumns) {
        const int64_t n = std::min(kIntegerColumns, p.n - j);
        std::fill_n(row, n, U(0));
        kernel(n, p.k, p.a.at(i, 0), p.a.across, b + j, b_step, row);
        for (int64_t t = 0; t < n; ++t) *p.c.at(i, j + t) = row[t];
      }
  });
  return Status();
}

template <class T>
Status multiply(Backend& backend, const Product<T>& p) {
  if constexpr (std::is_integral_v<T>) {
    return multiply_integers(backend, p);
  } else {
    if (p.m * p.n * p.k <= kTiny) {
      multiply_tiny(p);
      return Status();
    }
    if constexpr (!is_complex_v<T>) {
      Status status;
      if (std::min(p.m, p.n) <= kFewColumns && multiply_vector(backend, p, &status)) return status;
    }
    return multiply_packed(backend, p);
  }
}

// The matrix number `batch` of a view's leading axes.
template <class T>
Matrix<T> matrix_of(const View& v, int64_t batch) {
  const int last = v.ndim() - 1;
  T* data = v.as<T>();
  for (int i = last - 2; i >= 0; --i) {
    data += batch % v.shape(i) * v.stride(i);
    batch /= v.shape(i);
  }
  return {data, v.stride(last - 1), v.stride(last)};
}

template <class T>
Status multiply_batches(Backend& backend, const View& out, const View& a, const View& b) {
  const int last = out.ndim() - 1;
  const int64_t m = out.shape(last - 1), n = out.shape(last), k = a.shape(last), work = m * n * k;
  const int64_t batches = m * n == 0 ? 0 : out.size() / (m * n);
  const auto product = [&](int64_t i) {
    return Product<T>{m, n, k, matrix_of<T>(a, i), matrix_of<T>(b, i), matrix_of<T>(out, i)};
  };
  if (work >= kLarge || batches == 1) {
    for (int64_t i = 0; i < batches; ++i) OBOL_TRY(multiply(backend, product(i)));
    return Status();
  }
  Status failed;
  std::mutex mutex;
  parallel_for(batches, std::max<int64_t>(1, kMatmulChunk / std::max<int64_t>(1, work + m * n)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i) {
                   const Status status = multiply(backend, product(i));
                   if (status.ok()) continue;
                   std::lock_guard<std::mutex> lock(mutex);
                   if (failed.ok()) failed = status;
                 }
               });
  return failed;
}

// A product has fewer names by bits than by dtype: int8 and uint8 wrap alike.
template <class T>
struct Wrapping {
  using type = T;
};
template <>
struct Wrapping<int8_t> {
  using type = uint8_t;
};
template <>
struct Wrapping<int16_t> {
  using type = uint16_t;
};
template <>
struct Wrapping<int32_t> {
  using type = uint32_t;
};
template <>
struct Wrapping<int64_t> {
  using type = uint64_t;
};

}  // namespace

Status CpuBackend::matmul(const View& out, const View& a, const View& b) {
  ++device_->counters().launches;
  const Status none(Code::kType, "matmul: expected a numeric dtype");
  return visit_dtype_in<kNumeric>(out.dtype, none, [&](auto type) {
    return multiply_batches<typename Wrapping<typename decltype(type)::type>::type>(*this, out, a, b);
  });
}

}  // namespace obol::cpu
