// random: element i of the output, in C order, is a function of the key and counter + i (ops/random.h).
#include "ops/random.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/isa.h"
#include "cpu/threads.h"

namespace obol::cpu {
using RandomFill = void (*)(const Scalar& a, const Scalar& b, uint64_t key, uint64_t counter, int64_t n, void* out);
}

#define OBOL_KERNELS "cpu/random_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {
constexpr int64_t kChunk = 8192;
}

Status CpuBackend::random(RandomOp op, const View& out, uint64_t key, uint64_t counter, const Scalar& a,
                          const Scalar& b) {
  const RandomFill fill = OBOL_SELECT(find_random)(op, out.dtype);
  if (fill == nullptr) return Status(Code::kType, std::string("no such random numbers of ") + dtype_name(out.dtype));
  const View* views[] = {&out};
  const Walk walk = make_walk(views, 1, true);
  const Inner inner(walk);
  const int64_t size = static_cast<int64_t>(itemsize(out.dtype));
  parallel_for(walk.size, kChunk, [&](int64_t begin, int64_t end) {
    Cursor cursor(walk, inner.outer_dims, begin / inner.extent);
    int64_t at = begin % inner.extent;
    alignas(64) char packed[256 * 8];
    for (int64_t i = begin; i < end;) {
      char* target = out.as<char>() + (cursor.at(0) + at * inner.strides[0]) * size;
      int64_t n = std::min(end - i, inner.extent - at);
      if (inner.strides[0] == 1) {
        fill(a, b, key, counter + static_cast<uint64_t>(i), n, target);
      } else {
        n = std::min<int64_t>(n, 256);
        fill(a, b, key, counter + static_cast<uint64_t>(i), n, packed);
        unpack(packed, inner.strides[0], n, size, target);
      }
      i += n, at += n;
      if (at == inner.extent) cursor.next(), at = 0;
    }
  });
  return Status();
}

}  // namespace obol::cpu
