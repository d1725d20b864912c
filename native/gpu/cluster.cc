// Distances of rows from centres. A thread has a row; a few centres at a time, and a few of their elements, lie in shared
// memory. Differences are squared as they are and summed in their order: nothing cancels, however far from the origin the
// points lie, and both families give the same bits.
#include "gpu/backend.h"
#include "gpu/set.h"
#include "ops/math.h"

namespace obol::gpu {
namespace {

constexpr uint32_t kRowThreads = 128;
constexpr int kCenters = 16;  // that a thread compares with its row at once
constexpr int kDepth = 32;    // elements of theirs in shared memory

template <class T>
struct Rows {
  T* data;
  int64_t count, down, across;

  explicit Rows(const View& v) : data(pointer<T>(v)), count(v.shape(0)), down(v.stride(0)), across(v.stride(1)) {}
};

// The first nearest centre.
template <class T>
struct Nearest {
  int32_t* label;
  int64_t label_step;
  T* distance;  // null: not wanted
  int64_t distance_step;

  struct State {
    T best;
    int64_t center;
  };
  OBOL_HD void take(State& s, int64_t, int64_t center, T square) const {
    if (center == 0 || square < s.best) s = {square, center};
  }
  OBOL_HD void finish(const State& s, int64_t row) const {
    label[row * label_step] = static_cast<int32_t>(s.center);
    if (distance != nullptr) distance[row * distance_step] = s.best;
  }
};

// All of them.
template <class T>
struct Every {
  T* out;
  int64_t down, across;

  struct State {};
  OBOL_HD void take(State&, int64_t row, int64_t center, T square) const { out[row * down + center * across] = square; }
  OBOL_HD void finish(const State&, int64_t) const {}
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
Status run(Context& context, const View& x, const View& centers, const Sink& sink) {
  return context.run_over(x.shape(0),
                          DistanceKernel<T, Sink>{Rows<const T>(x), Rows<const T>(centers), x.shape(1), sink});
}

const Status& not_floating() {
  static const Status status(Code::kType, "k-means: expected float32 or float64 rows");
  return status;
}

}  // namespace

Status GpuBackend::nearest_row(const View& labels, const View& distance, const View& given, const View& given_centers) {
  if (given.shape(0) == 0) return Status();
  if (given_centers.shape(0) == 0) return Status(Code::kRange, "nearest_row: expected at least one centre, got none");
  Operand x, centers;
  OBOL_TRY(x.place(context_, given));
  OBOL_TRY(centers.place(context_, given_centers));
  return visit_dtype_in<kFloats>(given.dtype, not_floating(), [&](auto type) {
    using T = typename decltype(type)::type;
    const bool far = distance.size() > 0;
    return run<T>(context_, x, centers,
                  Nearest<T>{pointer<int32_t>(labels), labels.stride(0), far ? pointer<T>(distance) : nullptr,
                             far ? distance.stride(0) : 0});
  });
}

Status GpuBackend::row_distances(const View& out, const View& given, const View& given_centers) {
  if (given.shape(0) == 0 || given_centers.shape(0) == 0) return Status();
  Operand x, centers;
  OBOL_TRY(x.place(context_, given));
  OBOL_TRY(centers.place(context_, given_centers));
  return visit_dtype_in<kFloats>(given.dtype, not_floating(), [&](auto type) {
    using T = typename decltype(type)::type;
    return run<T>(context_, x, centers, Every<T>{pointer<T>(out), out.stride(0), out.stride(1)});
  });
}

}  // namespace obol::gpu
