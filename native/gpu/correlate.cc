// correlate1d, as scipy.ndimage computes it: one thread an output, sums in float64 and in its order. The order depends on
// whether the weights are symmetric, which a first kernel finds out.
#include "ops/correlate.h"

#include "gpu/backend.h"
#include "gpu/layout.h"
#include "gpu/set.h"

namespace obol::gpu {
namespace {

enum class Symmetry : int32_t { kNone, kEven, kOdd };

struct Weights {
  const double* data;
  int64_t size, step;
};

// SciPy's test, to the bit.
struct SymmetryKernel {
  static constexpr uint32_t kThreads = 64;
  Weights w;
  Symmetry* out;

  OBOL_HD void operator()(const Thread& t) const {
    if (t.thread() != 0) return;
    const int64_t half = w.size / 2;
    const double epsilon = 0x1p-52;
    bool even = w.size % 2 != 0, odd = even;
    for (int64_t i = 1; i <= half; ++i) {
      const double right = w.data[(half + i) * w.step], left = w.data[(half - i) * w.step];
      if (math::abs(right - left) > epsilon) even = false;
      if (math::abs(right + left) > epsilon) odd = false;
      if (!even && !odd) break;
    }
    *out = even ? Symmetry::kEven : (odd ? Symmetry::kOdd : Symmetry::kNone);
  }
};

// A line as float64, with what stands beyond its ends.
template <class In>
struct Line {
  const In* data;
  int64_t n, step;
  BoundaryMode mode;
  double beyond;
  OBOL_INLINE double at(int64_t i) const {
    const int64_t source = ops::line_index(i, n, mode);
    return source < 0 ? beyond : static_cast<double>(data[source * step]);
  }
};

template <class Out, class In>
struct CorrelateKernel {
  static constexpr uint32_t kThreads = 256;
  Out* out;
  Line<In> line;
  int64_t out_step, before;
  Weights w;
  const Symmetry* symmetry;
  Strided<2> lines;  // of out, in

  OBOL_HD void operator()(const Thread& t) const {
    if (!t.within(t.global(), lines.size() * line.n)) return;
    const int64_t number = t.global() / line.n, i = t.global() % line.n;
    const auto place = lines.places(number);
    Line<In> x = line;
    x.data += place.at[1];
    const int64_t first = i - before;
    const Symmetry kind = *symmetry;
    const int64_t centre = kind == Symmetry::kNone ? w.size - 1 : w.size / 2;
    double sum = x.at(first + centre) * w.data[centre * w.step];
    for (int64_t j = 0; j < centre; ++j) {
      const double left = x.at(first + j), right = kind == Symmetry::kNone ? 0 : x.at(first + w.size - 1 - j);
      const double both = kind == Symmetry::kOdd ? left - right : left + right;
      sum += (kind == Symmetry::kNone ? left : both) * w.data[j * w.step];
    }
    out[place.at[0] + i * out_step] = ops::from_sum<Out>(sum);
  }
};

// The real or the imaginary parts of a complex view.
View component(const View& v, int part) {
  View r = v;
  r.dtype = v.dtype == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64;
  r.data = static_cast<char*>(v.data) + itemsize(r.dtype) * static_cast<size_t>(part);
  for (int i = 0; i < r.ndim(); ++i) r.layout.strides[i] *= 2;
  return r;
}

}  // namespace

Status GpuBackend::correlate1d(const View& out, const View& given, const View& given_weights, BoundaryMode mode,
                               double cval, int64_t origin) {
  Operand in_memory, weights_memory;
  OBOL_TRY(in_memory.place(context_, given));
  OBOL_TRY(weights_memory.place(context_, given_weights));
  const View &in = in_memory, &weights = weights_memory;
  if (contains(kComplexes, in.dtype) != contains(kComplexes, out.dtype))
    return Status(Code::kType, "correlate1d goes from real to real or from complex to complex");
  if (contains(kComplexes, in.dtype)) {
    OBOL_TRY(correlate1d(component(out, 0), component(in, 0), weights, mode, cval, origin));
    return correlate1d(component(out, 1), component(in, 1), weights, mode, 0, origin);
  }
  if (weights.size() == 0) return Status(Code::kRange, "correlate1d needs at least one weight");
  const int last = in.ndim() - 1;
  const int64_t n = in.shape(last);
  const View in_lines = leading_dims(in, last), out_lines = leading_dims(out, last);
  const View* views[] = {&out_lines, &in_lines};
  const Walk lines = make_walk(views, 2);
  if (lines.size == 0 || n == 0) return Status();
  const Weights w{pointer<double>(weights), weights.shape(0), weights.stride(0)};
  StorageRef held;
  Symmetry* symmetry = nullptr;
  OBOL_TRY(context_.workspace(1, &held, &symmetry));
  OBOL_TRY(context_.run({1}, SymmetryKernel{w, symmetry}));
  const Status refused(Code::kType, "correlate1d: expected real dtypes");
  return visit_dtype_in<kBools | kReals>(out.dtype, refused, [&](auto to) {
    return visit_dtype_in<kBools | kReals>(in.dtype, refused, [&](auto from) {
      using Out = typename decltype(to)::type;
      using In = typename decltype(from)::type;
      return context_.run_over(
          lines.size * n, CorrelateKernel<Out, In>{pointer<Out>(out) + lines.offset[0],
                                                   {pointer<In>(in) + lines.offset[1], n, in.stride(last), mode, cval},
                                                   out.stride(last),
                                                   w.size / 2 + origin,
                                                   w,
                                                   symmetry,
                                                   Strided<2>(lines)});
    });
  });
}

}  // namespace obol::gpu
