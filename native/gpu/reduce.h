// Reductions: kernels for any formula of ops/reduce.h, and how the host drives them. Two ways: `rows`, where a group of
// threads shares a result (its elements lie close together) and meets in a tree in shared memory; and `columns`, where
// every thread has a result of its own (neighbouring results lie close together). Long reductions are cut into pieces by
// size alone and their partial results reduced again, so every run and every device adds in the same order.
#pragma once

#include "gpu/context.h"
#include "gpu/layout.h"
#include "gpu/row_sums.h"
#include "ops/reduce.h"

namespace obol::gpu {

struct ReduceCall {
  const void* in = nullptr;  // elements, or partial results
  void* out = nullptr;       // results, or partial ones where there are several pieces
  Strided<2> kept;           // of in, out
  Strided<1> gone;           // of in
  int64_t piece = 0, pieces = 1;
};

inline constexpr uint32_t kReduceThreads = 256;

// What an element counts for: one of the array, or a partial result.
template <class Op, bool First>
struct Elements {
  using Type = typename Op::In;
  static OBOL_INLINE typename Op::Acc load(const void* in, int64_t at, int64_t index) {
    return Op::load(static_cast<const Type*>(in)[at], index);
  }
};
template <class Op>
struct Elements<Op, false> {
  static OBOL_INLINE typename Op::Acc load(const void* in, int64_t at, int64_t) {
    return static_cast<const typename Op::Acc*>(in)[at];
  }
};

template <class Op>
OBOL_INLINE void store_result(const ReduceCall& c, typename Op::Acc acc, int64_t at, int64_t partial_at) {
  if (c.pieces == 1)
    static_cast<typename Op::Out*>(c.out)[at] = Op::finish(acc);
  else
    static_cast<typename Op::Acc*>(c.out)[partial_at] = acc;
}

template <class Op, bool First>
struct ReduceRows {
  static constexpr uint32_t kThreads = kReduceThreads;
  ReduceCall call;
  uint32_t group;  // threads that share a result: a power of two

  struct Shared {
    typename Op::Acc partial[kThreads];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const uint32_t member = t.thread() % group;
    const int64_t unit = int64_t{t.block_x()} * (kThreads / group) + t.thread() / group;
    const bool active = t.within(unit, call.kept.size() * call.pieces);
    const int64_t result = active ? unit / call.pieces : 0;
    const auto place = call.kept.places(result);
    typename Op::Acc acc = Op::identity();
    if (active) {
      const int64_t begin = unit % call.pieces * call.piece;
      const int64_t end = begin + call.piece < call.gone.size() ? begin + call.piece : call.gone.size();
      for (int64_t i = begin + member; t.within(i, end); i += group)
        Op::take(acc, Elements<Op, First>::load(call.in, place.at[0] + call.gone.places(i).at[0], i));
    }
    shared.partial[t.thread()] = acc;
    for (uint32_t half = group / 2; half > 0; half /= 2) {
      t.barrier();
      if (member < half) {
        Op::take(acc, shared.partial[t.thread() + half]);
        shared.partial[t.thread()] = acc;
      }
    }
    if (active && member == 0) store_result<Op>(call, acc, place.at[1], unit);
  }
};

template <class Op, bool First>
struct ReduceColumns {
  static constexpr uint32_t kThreads = kReduceThreads;
  ReduceCall call;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t unit = t.global(), results = call.kept.size();
    if (!t.within(unit, results * call.pieces)) return;
    const int64_t result = unit % results, begin = unit / results * call.piece;
    const int64_t end = begin + call.piece < call.gone.size() ? begin + call.piece : call.gone.size();
    const auto place = call.kept.places(result);
    typename Op::Acc acc = Op::identity();
    for (int64_t i = begin; t.within(i, end); ++i)
      Op::take(acc, Elements<Op, First>::load(call.in, place.at[0] + call.gone.places(i).at[0], i));
    store_result<Op>(call, acc, place.at[1], unit);
  }
};

// A formula of ops/reduce.h, to which the place of an element does not matter.
template <class Formula>
struct Placeless : Formula {
  static OBOL_INLINE typename Formula::Acc load(typename Formula::In x, int64_t) { return Formula::load(x); }
};

// Segments of a contiguous array as rows: segment i is indptr[i] … indptr[i + 1], its result out[i·step].
struct SegmentCall {
  const void* in;
  void* out;
  int64_t step;
  const int32_t* indptr;
  int64_t segments, entries;
};

template <class Op>
struct SegmentSum {
  using Sum = typename Op::Acc;
  static constexpr int kColumns = 1;
  const typename Op::In* in;
  typename Op::Out* out;
  int64_t step;

  static OBOL_INLINE Sum identity() { return Op::identity(); }
  static OBOL_INLINE void merge(Sum& into, Sum then) { Op::take(into, then); }
  OBOL_INLINE void take(Sum (&sums)[1], int64_t e, const Columns<1>&) const { Op::take(sums[0], Op::load(in[e], e)); }
  OBOL_INLINE void finish(const Sum (&sums)[1], int64_t row, const Columns<1>&) const {
    out[row * step] = Op::finish(sums[0]);
  }
};

// A reduction as the host drives it.
struct Reduction {
  size_t in_size = 0, acc_size = 0, out_size = 0;
  Status (*rows)(Context& context, const ReduceCall& call, bool first, uint32_t group) = nullptr;
  Status (*columns)(Context& context, const ReduceCall& call, bool first) = nullptr;
  Status (*segments)(Context& context, const SegmentCall& call) = nullptr;  // null where places matter
};

template <class Op>
Status launch_rows(Context& context, const ReduceCall& call, bool first, uint32_t group) {
  const int64_t threads = call.kept.size() * call.pieces * group;
  return first ? context.run_over(threads, ReduceRows<Op, true>{call, group})
               : context.run_over(threads, ReduceRows<Op, false>{call, group});
}

template <class Op>
Status launch_columns(Context& context, const ReduceCall& call, bool first) {
  const int64_t threads = call.kept.size() * call.pieces;
  return first ? context.run_over(threads, ReduceColumns<Op, true>{call})
               : context.run_over(threads, ReduceColumns<Op, false>{call});
}

template <class Op>
Status launch_segments(Context& context, const SegmentCall& c) {
  const SegmentSum<Op> sum{static_cast<const typename Op::In*>(c.in), static_cast<typename Op::Out*>(c.out), c.step};
  return sum_rows(context, sum, c.indptr, c.segments, c.entries);
}

template <class Op>
struct segments_of {
  static constexpr auto launch = nullptr;
};
template <class Formula>
struct segments_of<Placeless<Formula>> {
  static constexpr auto launch = &launch_segments<Placeless<Formula>>;
};

template <class Op>
inline constexpr Reduction reduction_of = {sizeof(typename Op::In), sizeof(typename Op::Acc), sizeof(typename Op::Out),
                                           &launch_rows<Op>,        &launch_columns<Op>,      segments_of<Op>::launch};

// `in` has out's axes, then the ones that go away. `keep_order`: the formula uses the places along the axes that go.
Status run_reduction(Context& context, const Reduction& task, const View& out, const View& in, bool keep_order);

// With null functions for a dtype that the op does not accept. One file a group of operations.
Reduction reduce_arithmetic(ReduceOp op, DType dtype);  // sum, prod, norm
Reduction reduce_extreme(ReduceOp op, DType dtype);     // max, min
Reduction reduce_truth(ReduceOp op, DType dtype);       // all, any, count_nonzero

}  // namespace obol::gpu
