// copy, fill, where and range: the families that move and make elements.
#include <algorithm>
#include <cstring>

#include "cpu/backend.h"
#include "cpu/elementwise.h"
#include "cpu/isa.h"
#include "cpu/threads.h"
#include "ops/cast.h"
#include "ops/range.h"

#define OBOL_KERNELS "cpu/copy_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

Status wrong_dtype(const char* family) { return Status(Code::kInternal, std::string(family) + ": wrong dtypes"); }

// C-order elements [first, first + n) of a range.
template <class T>
void make_range(T* out, int64_t first, int64_t n, const Scalar& start, const Scalar& step) {
  const auto a = start.as<ops::range_given_t<T>>(), d = step.as<ops::range_given_t<T>>();
  for (int64_t i = 0; i < n; ++i) out[i] = ops::range_at<T>(a, d, first + i);
}

// Writes a run of C-order elements to where they lie.
void scatter_run(const Layout& layout, char* out, int64_t first, const char* in, int64_t n, size_t itemsize) {
  int64_t index[kMaxDims];
  int64_t rest = first;
  for (int d = layout.ndim - 1; d >= 0; --d) {
    index[d] = rest % layout.shape[d];
    rest /= layout.shape[d];
  }
  const int last = layout.ndim - 1;
  const int64_t size = static_cast<int64_t>(itemsize);
  while (n > 0) {
    int64_t offset = 0;
    for (int d = 0; d <= last; ++d) offset += index[d] * layout.strides[d];
    const int64_t run = last < 0 ? 1 : std::min(n, layout.shape[last] - index[last]);
    copy_tile(itemsize, out + offset * size, 0, last < 0 ? size : layout.strides[last] * size, in, 0, size, 1, run);
    in += run * size;
    n -= run;
    if (last < 0) return;
    index[last] += run;
    for (int d = last; d > 0 && index[d] == layout.shape[d]; --d) {
      index[d] = 0;
      ++index[d - 1];
    }
  }
}

}  // namespace

Kernel cast_kernel(DType out, DType in) {
  static const auto lookup = OBOL_SELECT(cast_lookup);
  return lookup(out, in);
}

Status CpuBackend::copy(const View& out, const View& in) {
  Elementwise task;
  task.kernel = cast_kernel(out.dtype, in.dtype);
  task.plain_copy = out.dtype == in.dtype;
  task.may_be_single = 2;
  const View* const views[] = {&out, &in};
  run_elementwise(task, views, 2);
  return Status();
}

Status CpuBackend::fill(const View& out, const Scalar& value) {
  if (value.dtype != out.dtype) return wrong_dtype("fill");
  View in;
  in.dtype = out.dtype;
  in.immediate = true;
  in.layout = out.layout;
  std::memcpy(in.value, value.bytes, sizeof(in.value));
  return copy(out, in);
}

Status CpuBackend::where(const View& out, const View& condition, const View& a, const View& b) {
  if (condition.dtype != DType::kBool || a.dtype != out.dtype || b.dtype != out.dtype) return wrong_dtype("where");
  static const auto lookup = OBOL_SELECT(where_lookup);
  Elementwise task;
  task.kernel = lookup(itemsize(out.dtype));
  task.may_be_single = 4 | 8;
  const View* const views[] = {&out, &condition, &a, &b};
  run_elementwise(task, views, 4);
  return Status();
}

Status CpuBackend::range(const View& out, const Scalar& start, const Scalar& step) {
  const int64_t n = out.size();
  const DType given = contains(kFloats, out.dtype) ? DType::kFloat64 : out.dtype;
  if (start.dtype != given || step.dtype != given) return wrong_dtype("range");
  const bool contiguous = out.layout.is_contiguous();
  visit_dtype(out.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    parallel_for(n, 1 << 15, [&](int64_t begin, int64_t end) {
      if (contiguous) return make_range(out.as<T>() + begin, begin, end - begin, start, step);
      T run[256];
      for (int64_t i = begin; i < end; i += 256) {
        const int64_t count = std::min<int64_t>(256, end - i);
        make_range(run, i, count, start, step);
        scatter_run(out.layout, static_cast<char*>(out.data), i, reinterpret_cast<const char*>(run), count, sizeof(T));
      }
    });
  });
  return Status();
}

}  // namespace obol::cpu
