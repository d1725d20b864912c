// Running sums and products along the last axis.
#include <algorithm>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/threads.h"
#include "ops/reduce.h"

namespace obol::cpu {
namespace {

constexpr int64_t kChunk = 65536;

template <class Op>
void scan_row(const typename Op::In* in, int64_t in_step, typename Op::Out* out, int64_t out_step, int64_t n) {
  typename Op::Acc acc = Op::identity();
  for (int64_t i = 0; i < n; ++i) {
    Op::take(acc, Op::load(in[i * in_step]));
    out[i * out_step] = Op::finish(acc);
  }
}

template <class Op>
Status scan_rows(const View& out, const View& in) {
  const int last = in.ndim() - 1;
  const int64_t n = in.shape(last);
  const View in_rows = leading_dims(in, last), out_rows = leading_dims(out, last);
  const View* views[] = {&out_rows, &in_rows};
  const Walk rows = make_walk(views, 2);
  if (rows.size == 0 || n == 0) return Status();
  parallel_for(rows.size, std::max<int64_t>(1, kChunk / n), [&](int64_t begin, int64_t end) {
    Cursor cursor(rows, rows.ndim, begin);
    for (int64_t r = begin; r < end; ++r, cursor.next())
      scan_row<Op>(in.as<typename Op::In>() + cursor.at(1), in.stride(last), out.as<typename Op::Out>() + cursor.at(0),
                   out.stride(last), n);
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
