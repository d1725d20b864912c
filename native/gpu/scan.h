// Running reductions along rows, for any formula of ops/reduce.h. A block scans a piece of a row; where a row has several
// pieces, their totals come first, are scanned in turn, and each piece starts from what is before it. Pieces are cut by
// size alone.
#pragma once

#include "gpu/context.h"
#include "gpu/layout.h"
#include "ops/reduce.h"

namespace obol::gpu {

inline constexpr int64_t kScanPiece = 4096;

struct ScanCall {
  const void* in = nullptr;
  void* out = nullptr;           // null: only the totals are wanted
  void* totals = nullptr;        // of each piece; null: not wanted
  const void* before = nullptr;  // running totals of the pieces; null: every piece is a row
  Strided<2> rows;               // of out, in
  int64_t n = 0, in_step = 1, out_step = 1, pieces = 1;
};

// An accumulator as an element: how totals are scanned.
template <class Op>
struct Totals : Op {
  using In = typename Op::Acc;
  using Out = typename Op::Acc;
  static OBOL_INLINE In load(In x) { return x; }
  static OBOL_INLINE Out finish(Out x) { return x; }
};

template <class Op>
struct TotalsOf {
  using type = Totals<Op>;
};
template <class Op>
struct TotalsOf<Totals<Op>> {
  using type = Totals<Op>;
};

template <class Op>
struct ScanKernel {
  static constexpr uint32_t kThreads = 256;
  static constexpr int kEach = 4;  // elements that a thread takes at a time
  using Acc = typename Op::Acc;
  ScanCall call;

  struct Shared {
    Acc sums[2][kThreads];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const int64_t unit = t.block_x(), row = unit / call.pieces, piece = unit % call.pieces;
    const auto place = call.rows.places(row);
    const auto* in = static_cast<const typename Op::In*>(call.in) + place.at[1];
    auto* out = static_cast<typename Op::Out*>(call.out) + place.at[0];
    const int64_t end = (piece + 1) * kScanPiece < call.n ? (piece + 1) * kScanPiece : call.n;
    Acc carry = call.before != nullptr && piece > 0 ? static_cast<const Acc*>(call.before)[unit - 1] : Op::identity();
    for (int64_t tile = piece * kScanPiece; tile < end; tile += int64_t{kThreads} * kEach) {
      const int64_t first = tile + int64_t{t.thread()} * kEach;
      Acc own[kEach], sum = Op::identity();
      for (int k = 0; k < kEach; ++k) {
        if (t.within(first + k, end)) Op::take(sum, Op::load(in[(first + k) * call.in_step]));
        own[k] = sum;
      }
      const int last = scan_block(t, shared, sum);
      const Acc start = t.thread() > 0 ? after(carry, shared.sums[last][t.thread() - 1]) : carry;
      if (call.out != nullptr)
        for (int k = 0; k < kEach; ++k)
          if (t.within(first + k, end)) out[(first + k) * call.out_step] = Op::finish(after(start, own[k]));
      Op::take(carry, shared.sums[last][kThreads - 1]);
      t.barrier();
    }
    if (call.totals != nullptr && t.thread() == 0) static_cast<Acc*>(call.totals)[unit] = carry;
  }

  static OBOL_INLINE Acc after(Acc first, Acc then) {
    Op::take(first, then);
    return first;
  }

  // Running sums of the threads' sums; answers in which half of the shared memory they are.
  static OBOL_HD int scan_block(const TeamThread& t, Shared& shared, Acc sum) {
    int from = 0;
    shared.sums[0][t.thread()] = sum;
    for (uint32_t distance = 1; distance < kThreads; distance *= 2) {
      t.barrier();
      if (t.thread() >= distance) sum = after(shared.sums[from][t.thread() - distance], sum);
      from = 1 - from;
      shared.sums[from][t.thread()] = sum;
    }
    t.barrier();
    return from;
  }
};

inline Walk rows_of(int64_t count, int64_t step) {
  Walk w;
  w.count = 2;
  w.ndim = 1;
  w.shape[0] = w.size = count;
  w.strides[0][0] = w.strides[1][0] = step;
  w.offset[0] = w.offset[1] = 0;
  return w;
}

// Scans `call.rows.size()` rows of `call.n`; `pieces`, `totals` and `before` are set here.
template <class Op>
Status run_scan(Context& context, ScanCall call) {
  const int64_t rows = call.rows.size();
  if (rows == 0 || call.n == 0) return Status();
  call.pieces = (call.n + kScanPiece - 1) / kScanPiece;
  if (call.pieces == 1) return context.run({rows}, ScanKernel<Op>{call});
  StorageRef held;
  typename Op::Acc* totals = nullptr;
  OBOL_TRY(context.workspace(rows * call.pieces, &held, &totals));
  ScanCall first = call;
  first.out = nullptr;
  first.totals = totals;
  OBOL_TRY(context.run({rows * call.pieces}, ScanKernel<Op>{first}));
  ScanCall between;
  between.in = between.out = totals;
  between.rows = Strided<2>(rows_of(rows, call.pieces));
  between.n = call.pieces;
  OBOL_TRY(run_scan<typename TotalsOf<Op>::type>(context, between));
  call.before = totals;
  return context.run({rows * call.pieces}, ScanKernel<Op>{call});
}

// out[i] = in[0] + … + in[i].
template <class T>
Status running_sum(Context& context, const T* in, T* out, int64_t n) {
  ScanCall call;
  call.in = in;
  call.out = out;
  call.rows = Strided<2>(rows_of(1, n));
  call.n = n;
  return run_scan<ops::Sum<T>>(context, call);
}

}  // namespace obol::gpu
