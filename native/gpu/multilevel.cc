// Coarse graphs: filtered copies, sums over aggregates, smoothed prolongators (Vanek, Mandel, Brezina 1996). Galerkin
// products stand in multilevel_galerkin.cc, and which nodes form an aggregate is decided in multilevel_match.cc.
#include "gpu/multilevel.h"

#include "ops/bits.h"

namespace obol::gpu {
namespace {

// Entries above a threshold of their row or column.
struct AboveThreshold {
  const double* least;  // null: zeros
  bool off_diagonal;

  OBOL_HD bool keeps(int64_t row, int64_t col, double value) const {
    double floor = 0;
    if (least != nullptr) floor = least[row] < least[col] ? least[row] : least[col];
    return !(off_diagonal && row == col) && math::abs(value) > floor;
  }
  OBOL_HD double value(int64_t, double v) const { return v; }
};

struct All {
  OBOL_HD bool keeps(int64_t, int64_t, double) const { return true; }
  OBOL_HD double value(int64_t, double v) const { return v; }
};

// Edges between aggregates.
struct CollapseKernel {
  static constexpr uint32_t kThreads = 256;
  RoughRows w;
  const int32_t* of;
  Entries::Writer out;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (!t.within(e, w.most)) return;
    const int32_t row = of[segment_of(w.indptr, w.rows, e)], col = of[w.indices[e]];
    if (row == col)
      out.put_none(e);
    else
      out.put(e, row, col, w.data[e]);
  }
};

struct LargestKernel {
  static constexpr uint32_t kThreads = 256;
  RoughRows w;
  double* most;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, w.rows)) return;
    double largest = 0;
    for (int32_t e = w.indptr[i]; t.within(e, w.indptr[i + 1]); ++e)
      largest = w.data[e] > largest ? w.data[e] : largest;
    most[i] = largest;
  }
};

// The rows of K_F·P₀ without its sign, as entries: those of row i first, what is on its own aggregate last.
struct SmoothKernel {
  static constexpr uint32_t kThreads = 256;
  RoughRows w;
  const int32_t* of;
  const bool* frozen;
  const double* most;
  ProlongatorRules rules;
  Entries::Writer out;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, w.rows)) return;
    double degree = 0;
    for (int32_t e = w.indptr[i]; t.within(e, w.indptr[i + 1]); ++e) {
      const int32_t j = w.indices[e];
      const double strongest = most[i] < most[j] ? most[i] : most[j], weight = w.data[e];
      if (frozen[i] || weight <= 0 || weight < rules.filter * strongest) {
        out.put_none(e);
        continue;
      }
      degree += weight;
      out.put(e, i, of[j], weight);
    }
    out.put(w.most + i, i, of[i], degree == 0 ? 1.0 : degree * (1 - rules.omega) / rules.omega);
  }
};

// What of a row is large enough, scaled to sum 1.
struct LargeEnough {
  const double* floor;
  const double* sum;
  OBOL_HD bool keeps(int64_t row, int64_t, double value) const { return value >= floor[row]; }
  OBOL_HD double value(int64_t row, double v) const { return v / sum[row]; }
};

struct FloorKernel {
  static constexpr uint32_t kThreads = 256;
  RoughRows p;
  double drop;
  double* floor;
  double* sum;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, p.rows)) return;
    double largest = 0, kept = 0;
    for (int32_t e = p.indptr[i]; t.within(e, p.indptr[i + 1]); ++e)
      largest = p.data[e] > largest ? p.data[e] : largest;
    const double least = drop * largest;
    for (int32_t e = p.indptr[i]; t.within(e, p.indptr[i + 1]); ++e) kept += p.data[e] >= least ? p.data[e] : 0;
    floor[i] = least;
    sum[i] = kept;
  }
};

}  // namespace

Status GpuBackend::csr_filter(CsrMatrix* out, const CsrView& a, const View& threshold, bool off_diagonal) {
  const double* const least = threshold.given() ? pointer<double>(threshold) : nullptr;
  return keep_entries(context_, Rough(a), AboveThreshold{least, off_diagonal}, out);
}

Status GpuBackend::csr_collapse(CsrMatrix* out, const CsrView& w, const View& aggregate, int64_t count) {
  const Rough fine(w);
  Entries entries;
  Rough sums;
  OBOL_TRY(entries.allocate(context_, fine.most, count, count));
  OBOL_TRY(
      context_.run_over(fine.most, CollapseKernel{RoughRows(fine), pointer<int32_t>(aggregate), entries.writer()}));
  OBOL_TRY(sum_entries(context_, entries, &sums));
  return keep_entries(context_, sums, All(), out);
}

Status GpuBackend::smoothed_prolongator(CsrMatrix* out, const CsrView& w, const View& aggregate, int64_t count,
                                        const View& frozen, const ProlongatorRules& rules) {
  const Rough fine(w);
  const int64_t n = fine.rows;
  StorageRef held[2];
  double *first = nullptr, *second = nullptr;
  Entries entries;
  Rough rows;
  OBOL_TRY(context_.workspace(n, &held[0], &first));
  OBOL_TRY(context_.workspace(n, &held[1], &second));
  OBOL_TRY(entries.allocate(context_, fine.most + n, n, count));
  OBOL_TRY(context_.run_over(n, LargestKernel{RoughRows(fine), first}));
  OBOL_TRY(context_.run_over(n, SmoothKernel{RoughRows(fine), pointer<int32_t>(aggregate), pointer<bool>(frozen), first,
                                             rules, entries.writer()}));
  OBOL_TRY(sum_entries(context_, entries, &rows));
  OBOL_TRY(context_.run_over(n, FloorKernel{RoughRows(rows), rules.drop, first, second}));
  return keep_entries(context_, rows, LargeEnough{first, second}, out);
}

}  // namespace obol::gpu
