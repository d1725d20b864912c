// Reductions along rows, and the choice between rows and columns. The columns are reduce_columns.cc, the loops
// reduce_kernels.h.
#include "cpu/reduce.h"

#include <algorithm>
#include <cstdlib>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

// Elements worth a chunk of their own.
constexpr int64_t kChunk = 65536;

// Elements [begin, end) of `gone`, starting at `base`, into one accumulator. Blocks are cut from the sequence of elements,
// so the sum does not depend on the strides that they lie at.
void accumulate(const ReduceKernels& k, const char* base, const Walk& gone, int64_t begin, int64_t end, void* acc) {
  const Inner inner(gone);
  PairwiseStack stack(k, 1, (end - begin) / kReduceBlock + 1);
  Cursor cursor(gone, inner.outer_dims, begin / inner.extent);
  int64_t at = begin % inner.extent;
  alignas(64) char packed[kReduceBlock * 16];
  for (int64_t i = begin; i < end;) {
    const int64_t n = std::min(kReduceBlock, end - i);
    const char* block = packed;
    if (inner.strides[0] == 1 && inner.extent - at >= n) {
      block = base + (cursor.at(0) + at) * k.in_size;
      at += n;
    } else {
      for (int64_t done = 0; done < n;) {
        if (at == inner.extent) cursor.next(), at = 0;
        const int64_t run = std::min(n - done, inner.extent - at);
        pack(base + (cursor.at(0) + at * inner.strides[0]) * k.in_size, inner.strides[0], run, k.in_size,
             packed + done * k.in_size);
        done += run, at += run;
      }
    }
    if (at == inner.extent && i + n < end) cursor.next(), at = 0;
    char* slot = stack.top();
    k.block(block, n, slot);
    const bool settled = k.settled != nullptr && k.settled(slot);
    stack.push();
    if (settled) break;
    i += n;
  }
  std::memcpy(acc, stack.collapse(), static_cast<size_t>(k.acc_size));
}

// Neighbours along the kept axes lie closer together than those along the axes that go away.
bool prefers_columns(const Walk& kept, const Walk& gone) {
  if (kept.ndim == 0 || gone.ndim == 0) return false;
  const int64_t across = std::llabs(kept.strides[0][kept.ndim - 1]), down = gone.strides[0][gone.ndim - 1];
  return across != 0 && across < std::llabs(down) && kept.shape[kept.ndim - 1] > 1;
}

Status identities(const ReduceKernels& k, char* out, int64_t out_size, const Walk& kept) {
  alignas(16) char acc[16];
  k.identity(acc, 1);
  Cursor cursor(kept, kept.ndim);
  for (int64_t i = 0; i < kept.size; ++i, cursor.next()) k.finish(acc, 1, out + cursor.at(1) * out_size, 1);
  return Status();
}

}  // namespace

Status reduce_rows(const ReduceKernels& k, const char* in, char* out, int64_t out_size, const Walk& kept,
                   const Walk& gone) {
  const Inner row(gone), column(kept);
  const int64_t n = gone.size;
  if (n == 1 || (n <= kReduceBlock && gone.ndim == 1 && row.strides[0] == 1)) {
    const int64_t in_step = column.strides[0], out_step = column.strides[1];
    parallel_for(kept.size, std::max<int64_t>(1, kChunk / n), [&](int64_t begin, int64_t end) {
      Cursor cursor(kept, column.outer_dims, begin / column.extent);
      for (int64_t i = begin, at = begin % column.extent; i < end; at = 0, cursor.next()) {
        const int64_t count = std::min(end - i, column.extent - at);
        k.rows(in + (cursor.at(0) + at * in_step) * k.in_size, in_step, n, count,
               out + (cursor.at(1) + at * out_step) * out_size, out_step);
        i += count;
      }
    });
    return Status();
  }
  const int64_t pieces = (n + kChunk - 1) / kChunk;
  if (pieces == 1) {
    parallel_for(kept.size, std::max<int64_t>(1, kChunk / n), [&](int64_t begin, int64_t end) {
      Cursor cursor(kept, kept.ndim, begin);
      alignas(16) char acc[16];
      for (int64_t i = begin; i < end; ++i, cursor.next()) {
        accumulate(k, in + cursor.at(0) * k.in_size, gone, 0, n, acc);
        k.finish(acc, 1, out + cursor.at(1) * out_size, 1);
      }
    });
    return Status();
  }
  std::unique_ptr<char[]> partial(new char[static_cast<size_t>(pieces * kept.size * k.acc_size)]);
  for_each_chunk(pieces * kept.size, [&](int64_t task) {
    Cursor cursor(kept, kept.ndim, task / pieces);
    const int64_t begin = task % pieces * kChunk;
    accumulate(k, in + cursor.at(0) * k.in_size, gone, begin, std::min(n, begin + kChunk),
               partial.get() + task * k.acc_size);
  });
  Cursor cursor(kept, kept.ndim);
  for (int64_t i = 0; i < kept.size; ++i, cursor.next()) {
    PairwiseStack stack(k, 1, pieces);
    for (int64_t c = 0; c < pieces; ++c, stack.push())
      std::memcpy(stack.top(), partial.get() + (i * pieces + c) * k.acc_size, static_cast<size_t>(k.acc_size));
    k.finish(stack.collapse(), 1, out + cursor.at(1) * out_size, 1);
  }
  return Status();
}

const ReduceKernels* find_reduce(ReduceOp op, DType dtype) {
  switch (op) {
    case ReduceOp::k_sum:
    case ReduceOp::k_prod:
    case ReduceOp::k_norm:
      return find_arithmetic(op, dtype);
    case ReduceOp::k_max:
    case ReduceOp::k_min:
      return find_extreme(op, dtype);
    case ReduceOp::k_all:
    case ReduceOp::k_any:
    case ReduceOp::k_count_nonzero:
      return find_truth(op, dtype);
    default:
      return nullptr;
  }
}

Status CpuBackend::reduce(ReduceOp op, const View& out, const View& in) {
  const ReduceKernels* k = find_reduce(op, in.dtype);
  if (k == nullptr) return Status(Code::kType, std::string("no such reduction of ") + dtype_name(in.dtype));
  const View across = leading_dims(in, out.ndim()), down = trailing_dims(in, out.ndim());
  const View* kept_views[] = {&across, &out};
  const View* gone_views[] = {&down};
  const Walk kept = make_walk(kept_views, 2), gone = make_walk(gone_views, 1);
  if (kept.size == 0) return Status();
  char* target = out.as<char>();
  const int64_t out_size = static_cast<int64_t>(itemsize(out.dtype));
  if (gone.size == 0) return identities(*k, target, out_size, kept);
  // A negative step was turned round separately in each walk; both offsets count from the same first element.
  const char* source = in.as<char>() + gone.offset[0] * k->in_size;
  Walk rest = gone;
  rest.offset[0] = 0;
  if (prefers_columns(kept, rest)) return reduce_columns(*k, source, target, out_size, kept, rest);
  return reduce_rows(*k, source, target, out_size, kept, rest);
}

}  // namespace obol::cpu
