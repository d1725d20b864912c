// correlate1d, as scipy.ndimage computes it: sums in float64, in its order. A line is cut into segments that bring their
// neighbourhood along; where neighbouring lines lie closer together than neighbours in a line, many lines go at once.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/isa.h"
#include "cpu/threads.h"

namespace obol::cpu {
enum class Symmetry { kNone, kEven, kOdd };
using SumLines = void (*)(const double* const* taps, const double* weights, int64_t size, int64_t n, double* out);
using LoadLine = void (*)(const void* in, int64_t step, int64_t n, double* out);
using StoreLine = void (*)(const double* in, int64_t n, void* out, int64_t step);
}  // namespace obol::cpu

#define OBOL_KERNELS "cpu/correlate_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

constexpr int64_t kSegment = 8192;  // outputs of a line computed together
constexpr int64_t kTile = 512;      // lines computed together
constexpr int64_t kRows = 256;      // outputs of such lines computed together

// SciPy's test, to the bit: it decides the order of the sums.
Symmetry symmetry_of(const std::vector<double>& w) {
  const size_t half = w.size() / 2;
  if (w.size() % 2 == 0) return Symmetry::kNone;
  bool even = true, odd = true;
  for (size_t i = 1; i <= half; ++i) {
    if (std::fabs(w[half + i] - w[half - i]) > std::numeric_limits<double>::epsilon()) even = false;
    if (std::fabs(w[half + i] + w[half - i]) > std::numeric_limits<double>::epsilon()) odd = false;
  }
  return even ? Symmetry::kEven : (odd ? Symmetry::kOdd : Symmetry::kNone);
}

struct Correlation {
  std::vector<double> weights;
  SumLines sum;
  LoadLine load;
  StoreLine store;
  BoundaryMode mode;
  double cval;
  int64_t before;             // how many neighbours before an output its sum starts
  int64_t n, step, out_step;  // of a line
  int64_t in_size, out_size;
  bool in_place, out_in_place;  // float64

  int64_t size() const { return static_cast<int64_t>(weights.size()); }

  // Outputs [begin, end) of one line.
  void along(const char* in, char* out, int64_t begin, int64_t end) const {
    const int64_t count = end - begin, first = begin - before, length = count + size() - 1;
    std::vector<double> line(static_cast<size_t>(length + count));
    std::vector<const double*> taps(static_cast<size_t>(size()));
    for (int64_t j = 0; j < size(); ++j) taps[static_cast<size_t>(j)] = line.data() + j;
    const int64_t from = std::clamp<int64_t>(first, 0, n), to = std::clamp<int64_t>(first + length, from, n);
    if (to > from) load(in + from * step * in_size, step, to - from, line.data() + (from - first));
    const auto extend = [&](int64_t i, int64_t stop) {
      for (; i < stop; ++i) {
        const int64_t source = ops::line_index(i, n, mode);
        double* target = line.data() + (i - first);
        if (source < 0)
          *target = cval;
        else
          load(in + source * step * in_size, 1, 1, target);
      }
    };
    extend(first, std::min(from, first + length));
    extend(std::max(to, first), first + length);
    double* sums = line.data() + length;
    sum(taps.data(), weights.data(), size(), count, sums);
    store(sums, count, out + begin * out_step * out_size, out_step);
  }

  // Outputs [begin, end) of `lines` lines that lie `across` elements apart: a ring of the last rows as float64. Rows
  // that are float64 already are used where they lie.
  void abreast(const char* in, int64_t across, char* out, int64_t out_across, int64_t lines, int64_t begin,
               int64_t end) const {
    const int64_t count = size();
    std::vector<double> ring(static_cast<size_t>((count + 2) * lines));
    double *const constant = ring.data() + count * lines, *const sums = constant + lines;
    std::fill(constant, sums, cval);
    std::vector<const double*> taps(static_cast<size_t>(2 * count));
    const auto fetch = [&](int64_t row) {
      const int64_t source = ops::line_index(begin - before + row, n, mode), slot = row % count;
      const double* found = constant;
      if (source >= 0 && in_place && across == 1) {
        found = reinterpret_cast<const double*>(in) + source * step;
      } else if (source >= 0) {
        load(in + source * step * in_size, across, lines, ring.data() + slot * lines);
        found = ring.data() + slot * lines;
      }
      taps[static_cast<size_t>(slot)] = taps[static_cast<size_t>(slot + count)] = found;
    };
    for (int64_t row = 0; row < count - 1; ++row) fetch(row);
    for (int64_t i = begin; i < end; ++i) {
      fetch(i - begin + count - 1);
      char* target = out + i * out_step * out_size;
      const bool direct = out_in_place && out_across == 1;
      double* result = direct ? reinterpret_cast<double*>(target) : sums;
      sum(taps.data() + (i - begin) % count, weights.data(), count, lines, result);
      if (!direct) store(sums, lines, target, out_across);
    }
  }
};

void correlate_real(const View& out, const View& in, const Correlation& c) {
  const int last = in.ndim() - 1;
  const View in_lines = leading_dims(in, last), out_lines = leading_dims(out, last);
  const View* views[] = {&in_lines, &out_lines};
  const Walk lines = make_walk(views, 2);
  if (lines.size == 0 || c.n == 0) return;
  const Inner inner(lines);
  const int64_t across = inner.strides[0], out_across = inner.strides[1];
  if (inner.extent >= 8 && std::llabs(across) < std::llabs(c.step)) {
    const int64_t tiles = (inner.extent + kTile - 1) / kTile, rows = std::max(kRows, 8 * c.size());
    const int64_t pieces = (c.n + rows - 1) / rows;
    const int64_t tasks = lines.size / inner.extent * tiles * pieces;
    const int64_t grain = std::max<int64_t>(1, 16384 / (std::min(rows, c.n) * std::min(kTile, inner.extent)));
    parallel_for(tasks, grain, [&](int64_t task, int64_t stop) {
      for (; task < stop; ++task) {
        const int64_t begin = task % pieces * rows, first = task / pieces % tiles * kTile;
        Cursor cursor(lines, inner.outer_dims, task / pieces / tiles);
        c.abreast(in.as<char>() + (cursor.at(0) + first * across) * c.in_size, across,
                  out.as<char>() + (cursor.at(1) + first * out_across) * c.out_size, out_across,
                  std::min(kTile, inner.extent - first), begin, std::min(c.n, begin + rows));
      }
    });
    return;
  }
  const int64_t segment = std::max(kSegment, 8 * c.size()), pieces = (c.n + segment - 1) / segment;
  const int64_t grain = std::max<int64_t>(1, kSegment / std::min(segment, c.n));
  parallel_for(lines.size * pieces, grain, [&](int64_t task, int64_t stop) {
    for (; task < stop; ++task) {
      const int64_t begin = task % pieces * segment;
      Cursor cursor(lines, lines.ndim, task / pieces);
      c.along(in.as<char>() + cursor.at(0) * c.in_size, out.as<char>() + cursor.at(1) * c.out_size, begin,
              std::min(c.n, begin + segment));
    }
  });
}

// The real or the imaginary parts of a complex view.
View component(const View& v, int part) {
  View r = v;
  r.dtype = v.dtype == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64;
  const size_t offset = itemsize(r.dtype) * static_cast<size_t>(part);
  if (v.immediate)
    std::memcpy(r.value, v.value + offset, itemsize(r.dtype));
  else
    r.data = static_cast<char*>(v.data) + offset;
  for (int i = 0; i < r.ndim(); ++i) r.layout.strides[i] *= 2;
  return r;
}

}  // namespace

Status CpuBackend::correlate1d(const View& out, const View& in, const View& weights, BoundaryMode mode, double cval,
                               int64_t origin) {
  if (contains(kComplexes, in.dtype) != contains(kComplexes, out.dtype))
    return Status(Code::kType, "correlate1d goes from real to real or from complex to complex");
  if (contains(kComplexes, in.dtype)) {
    OBOL_TRY(correlate1d(component(out, 0), component(in, 0), weights, mode, cval, origin));
    return correlate1d(component(out, 1), component(in, 1), weights, mode, 0, origin);
  }
  const int last = in.ndim() - 1;
  Correlation c;
  for (int64_t i = 0; i < weights.shape(0); ++i) c.weights.push_back(weights.as<double>()[i * weights.stride(0)]);
  if (c.weights.empty()) return Status(Code::kRange, "correlate1d needs at least one weight");
  c.sum = OBOL_SELECT(find_sum_lines)(symmetry_of(c.weights));
  c.load = OBOL_SELECT(find_load_line)(in.dtype);
  c.store = OBOL_SELECT(find_store_line)(out.dtype);
  c.mode = mode;
  c.cval = cval;
  c.before = c.size() / 2 + origin;
  c.n = in.shape(last);
  c.step = in.stride(last);
  c.out_step = out.stride(last);
  c.in_size = static_cast<int64_t>(itemsize(in.dtype));
  c.out_size = static_cast<int64_t>(itemsize(out.dtype));
  c.in_place = in.dtype == DType::kFloat64;
  c.out_in_place = out.dtype == DType::kFloat64;
  correlate_real(out, in, c);
  return Status();
}

}  // namespace obol::cpu
