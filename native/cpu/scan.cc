// Running sums and products along the last axis, each in order: a row is one chain of additions (which keeps up with
// memory), and where neighbouring rows lie closer together than neighbours in a row, many rows advance abreast.
#include <algorithm>
#include <cstdlib>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/threads.h"
#include "ops/reduce.h"

namespace obol::cpu {
namespace {

constexpr int64_t kChunk = 65536;
constexpr int64_t kTile = 512;

template <class Op>
void scan_row(const typename Op::In* in, int64_t in_step, typename Op::Out* out, int64_t out_step, int64_t n) {
  typename Op::Acc acc = Op::identity();
  for (int64_t i = 0; i < n; ++i) {
    Op::take(acc, Op::load(in[i * in_step]));
    out[i * out_step] = Op::finish(acc);
  }
}

// `rows` ≤ kTile rows that lie `across` elements apart.
template <class Op>
void scan_abreast(const typename Op::In* in, int64_t in_step, int64_t across, typename Op::Out* out, int64_t out_step,
                  int64_t out_across, int64_t rows, int64_t n) {
  typename Op::Acc acc[kTile];
  std::fill(acc, acc + rows, Op::identity());
  for (int64_t i = 0; i < n; ++i, in += in_step, out += out_step) {
    if (across == 1 && out_across == 1) {
      for (int64_t r = 0; r < rows; ++r) {
        Op::take(acc[r], Op::load(in[r]));
        out[r] = Op::finish(acc[r]);
      }
    } else {
      for (int64_t r = 0; r < rows; ++r) {
        Op::take(acc[r], Op::load(in[r * across]));
        out[r * out_across] = Op::finish(acc[r]);
      }
    }
  }
}

template <class Op>
Status scan_rows(const View& out, const View& in) {
  const int last = in.ndim() - 1;
  const int64_t n = in.shape(last), step = in.stride(last), out_step = out.stride(last);
  const View in_rows = leading_dims(in, last), out_rows = leading_dims(out, last);
  const View* views[] = {&in_rows, &out_rows};
  const Walk rows = make_walk(views, 2);
  if (rows.size == 0 || n == 0) return Status();
  const auto* source = in.as<typename Op::In>();
  auto* target = out.as<typename Op::Out>();
  const Inner inner(rows);
  if (inner.extent > 1 && std::llabs(inner.strides[0]) < std::llabs(step)) {
    const int64_t tiles = (inner.extent + kTile - 1) / kTile, units = tiles * (rows.size / inner.extent);
    parallel_for(units, std::max<int64_t>(1, kChunk / (n * std::min(kTile, inner.extent))),
                 [&](int64_t u, int64_t end) {
                   for (; u < end; ++u) {
                     const Cursor cursor(rows, inner.outer_dims, u / tiles);
                     const int64_t first = u % tiles * kTile, across = inner.strides[0], out_across = inner.strides[1];
                     scan_abreast<Op>(source + cursor.at(0) + first * across, step, across,
                                      target + cursor.at(1) + first * out_across, out_step, out_across,
                                      std::min(kTile, inner.extent - first), n);
                   }
                 });
    return Status();
  }
  parallel_for(rows.size, std::max<int64_t>(1, kChunk / n), [&](int64_t begin, int64_t end) {
    Cursor cursor(rows, rows.ndim, begin);
    for (int64_t r = begin; r < end; ++r, cursor.next())
      scan_row<Op>(source + cursor.at(0), step, target + cursor.at(1), out_step, n);
  });
  return Status();
}

}  // namespace

Status CpuBackend::scan(ScanOp op, const View& out, const View& in) {
  const Status refused(Code::kType, std::string("no such scan of ") + dtype_name(in.dtype));
  return visit_dtype_in<kNumeric>(in.dtype, refused, [&](auto type) {
    using T = typename decltype(type)::type;
    return op == ScanOp::k_cumulative_sum ? scan_rows<ops::Sum<T>>(out, in) : scan_rows<ops::Prod<T>>(out, in);
  });
}

}  // namespace obol::cpu
