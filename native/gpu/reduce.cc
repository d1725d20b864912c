// reduce: the choice between rows and columns, and the passes of long reductions.
#include "gpu/reduce.h"

#include <algorithm>
#include <cstdlib>

#include "gpu/backend.h"
#include "gpu/set.h"

namespace obol::gpu {
namespace {

constexpr int64_t kRowPiece = 4096;   // elements that a block shares
constexpr int64_t kColumnPiece = 64;  // elements that a thread takes alone
constexpr int64_t kFewElements = 16;  // not worth a group

// Neighbours along the kept axes lie closer together than those along the axes that go away.
bool prefers_columns(const Walk& kept, const Walk& gone) {
  if (gone.size <= kFewElements) return true;
  if (kept.ndim == 0 || gone.ndim == 0) return false;
  const int64_t across = std::llabs(kept.strides[0][kept.ndim - 1]), down = gone.strides[0][gone.ndim - 1];
  return across != 0 && across < std::llabs(down) && kept.shape[kept.ndim - 1] > 1;
}

uint32_t group_for(int64_t n) {
  uint32_t group = 2;
  while (group < kReduceThreads && group < n) group *= 2;
  return group;
}

// The walk over partial results, `step` apart from result to result: the kept axes for what is read, `out` as it was.
Walk over_partials(Walk kept, int64_t step) {
  for (int d = kept.ndim - 1; d >= 0; --d) {
    kept.strides[0][d] = step;
    step *= kept.shape[d];
  }
  return kept;
}

Walk line(int64_t n, int64_t stride) {
  Walk w;
  w.count = 1;
  w.ndim = 1;
  w.shape[0] = w.size = n;
  w.strides[0][0] = stride;
  w.offset[0] = 0;
  return w;
}

}  // namespace

Status run_reduction(Context& context, const Reduction& task, const View& out, const View& given, bool keep_order) {
  Operand in_memory;
  OBOL_TRY(in_memory.place(context, given));
  const View& in = in_memory;
  const View across = leading_dims(in, out.ndim()), down = trailing_dims(in, out.ndim());
  const View* kept_views[] = {&across, &out};
  const View* gone_views[] = {&down};
  Walk kept = make_walk(kept_views, 2), gone = make_walk(gone_views, 1, keep_order);
  if (kept.size == 0) return Status();
  const bool columns = prefers_columns(kept, gone);
  const int64_t piece = columns ? kColumnPiece : kRowPiece;
  ReduceCall call;
  call.piece = piece;
  // A negative step was turned round separately in each walk; both offsets count from the same first element.
  const int64_t first = kept.offset[0] + (gone.size > 0 ? gone.offset[0] : 0);
  call.in = pointer<char>(in) + first * static_cast<int64_t>(task.in_size);
  char* const target = pointer<char>(out) + kept.offset[1] * static_cast<int64_t>(task.out_size);
  StorageRef held, next;
  for (bool first_pass = true;; first_pass = false) {
    call.kept = Strided<2>(kept);
    call.gone = Strided<1>(gone);
    call.pieces = std::max<int64_t>(1, (gone.size + piece - 1) / piece);
    char* partial = nullptr;
    if (call.pieces > 1)
      OBOL_TRY(context.workspace(kept.size * call.pieces * static_cast<int64_t>(task.acc_size), &next, &partial));
    call.out = call.pieces > 1 ? partial : target;
    OBOL_TRY(columns ? task.columns(context, call, first_pass)
                     : task.rows(context, call, first_pass, group_for(std::min(gone.size, piece))));
    if (call.pieces == 1) return Status();
    held = next;
    call.in = partial;
    kept = over_partials(kept, columns ? 1 : call.pieces);
    gone = line(call.pieces, columns ? kept.size : 1);
  }
}

namespace {

Status find_reduction(ReduceOp op, DType dtype, Reduction* out) {
  *out = op == ReduceOp::k_sum || op == ReduceOp::k_prod || op == ReduceOp::k_norm ? reduce_arithmetic(op, dtype)
         : op == ReduceOp::k_max || op == ReduceOp::k_min                          ? reduce_extreme(op, dtype)
                                                                                   : reduce_truth(op, dtype);
  if (out->rows != nullptr) return Status();
  return Status(Code::kType, std::string("no such reduction of ") + dtype_name(dtype));
}

}  // namespace

Status GpuBackend::reduce(ReduceOp op, const View& out, const View& in) {
  Reduction task;
  OBOL_TRY(find_reduction(op, in.dtype, &task));
  return run_reduction(context_, task, out, in, false);
}

Status GpuBackend::segment_reduce(ReduceOp op, const View& out, const View& data, const View& indptr) {
  Reduction task;
  OBOL_TRY(find_reduction(op, data.dtype, &task));
  const int64_t n = out.size();
  return task.segments(context_, {pointer<char>(data), pointer<char>(out), n > 0 ? out.stride(0) : 0,
                                  pointer<int32_t>(indptr), n, data.size()});
}

}  // namespace obol::gpu
