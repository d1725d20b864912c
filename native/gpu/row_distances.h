// Distances of rows from centres, handed to a sink as they are found, by ascending centre. A thread has a row; a few
// centres at a time, and a few of their elements, lie in shared memory. Differences are squared as they are and summed in
// their order: nothing cancels, however far from the origin the points lie, and all families give the same bits.
#pragma once

#include "gpu/context.h"
#include "gpu/set.h"
#include "ops/math.h"

namespace obol::gpu {

inline constexpr uint32_t kRowThreads = 128;
inline constexpr int kCenters = 16;  // that a thread compares with its row at once
inline constexpr int kDepth = 32;    // elements of theirs in shared memory

template <class T>
struct Rows {
  T* data;
  int64_t count, down, across;

  explicit Rows(const View& v) : data(pointer<T>(v)), count(v.shape(0)), down(v.stride(0)), across(v.stride(1)) {}
};

template <class T, class Sink>
struct DistanceKernel {
  static constexpr uint32_t kThreads = kRowThreads;
  Rows<const T> x, centers;
  int64_t d;
  Sink sink;

  struct Shared {
    T center[kCenters][kDepth];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const int64_t row = t.global();
    const bool active = t.within(row, x.count);
    const T* const own = x.data + (active ? row : 0) * x.down;
    typename Sink::State state{};
    for (int64_t first = 0; first < centers.count; first += kCenters) {
      T sum[kCenters];
      for (int k = 0; k < kCenters; ++k) sum[k] = T(0);
      for (int64_t begin = 0; begin < d; begin += kDepth) {
        for (int e = static_cast<int>(t.thread()); e < kCenters * kDepth; e += static_cast<int>(kThreads)) {
          const int k = e / kDepth, c = e % kDepth;
          const bool inside = t.within(first + k, centers.count) && t.within(begin + c, d);
          shared.center[k][c] = inside ? centers.data[(first + k) * centers.down + (begin + c) * centers.across] : T(0);
        }
        t.barrier();
        const int depth = d - begin < kDepth ? static_cast<int>(d - begin) : kDepth;
        for (int c = 0; c < depth; ++c) {
          const T value = own[(begin + c) * x.across];
          for (int k = 0; k < kCenters; ++k) {
            const T difference = value - shared.center[k][c];
            sum[k] = math::fma(difference, difference, sum[k]);
          }
        }
        t.barrier();
      }
      for (int k = 0; k < kCenters; ++k)
        if (active && t.within(first + k, centers.count)) sink.take(state, row, first + k, sum[k]);
    }
    if (active) sink.finish(state, row);
  }
};

template <class T, class Sink>
Status run_distances(Context& context, const View& x, const View& centers, const Sink& sink) {
  return context.run_over(x.shape(0),
                          DistanceKernel<T, Sink>{Rows<const T>(x), Rows<const T>(centers), x.shape(1), sink});
}

inline const Status& not_floating() {
  static const Status status(Code::kType, "expected float32 or float64 rows");
  return status;
}

}  // namespace obol::gpu
