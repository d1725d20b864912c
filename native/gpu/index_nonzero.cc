// nonzero: where a bool array is true, in C order. Running counts say where each goes.
#include "gpu/backend.h"
#include "gpu/scan.h"
#include "gpu/set.h"

namespace obol::gpu {
namespace {

struct FlagKernel {
  static constexpr uint32_t kThreads = 256;
  const uint8_t* in;
  Strided<1> layout;
  int64_t* flag;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (t.within(i, layout.size())) flag[i] = in[layout.places(i).at[0]] != 0;
  }
};

struct NonzeroKernel {
  static constexpr uint32_t kThreads = 256;
  const int64_t* count;  // true elements up to and with each
  int64_t size;
  int ndim;
  int64_t shape[kMaxDims];
  int32_t* out;
  int64_t axis_step, step;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, size)) return;
    const int64_t before = i == 0 ? 0 : count[i - 1];
    if (count[i] == before) return;
    int32_t* const o = out + before * step;
    int64_t rest = i;
    for (int d = ndim - 1; d > 0; --d) {
      o[d * axis_step] = static_cast<int32_t>(rest % shape[d]);
      rest /= shape[d];
    }
    o[0] = static_cast<int32_t>(rest);
  }
};

}  // namespace

Status GpuBackend::nonzero(const View& out, const View& given) {
  Operand in_memory;
  OBOL_TRY(in_memory.place(context_, given));
  const View& in = in_memory;
  const View* views[] = {&in};
  const Walk walk = make_walk(views, 1, true);
  if (walk.size == 0 || out.size() == 0) return Status();
  StorageRef held;
  int64_t* count = nullptr;
  OBOL_TRY(context_.workspace(walk.size, &held, &count));
  OBOL_TRY(context_.run_over(walk.size, FlagKernel{pointer<uint8_t>(in), Strided<1>(walk), count}));
  OBOL_TRY(running_sum(context_, count, count, walk.size));
  NonzeroKernel kernel{count, walk.size, in.ndim(), {}, pointer<int32_t>(out), out.stride(0), out.stride(1)};
  for (int d = 0; d < in.ndim(); ++d) kernel.shape[d] = in.shape(d);
  return context_.run_over(walk.size, kernel);
}

}  // namespace obol::gpu
