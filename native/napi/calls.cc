// The dense families as exported functions. Each reads: device, then its parameters and operands in the order shown.
#include "napi/calls.h"

#include <algorithm>

#include "napi/call.h"

namespace obol {

Status malformed() { return Status(Code::kInternal, "malformed call: the argument buffer names no live storage"); }

namespace {

int64_t largest(const Operand* operands, int count) {
  int64_t n = 0;
  for (int i = 0; i < count; ++i) n = std::max(n, operands[i].view.size());
  return n;
}

#define OBOL_READ(N)                \
  const Entry e = enter(env, info); \
  Reader r(e.session);              \
  const int device = r.integer();   \
  Operand o[N];

#define OBOL_OPERANDS(N)                        \
  for (int i = 0; i < N; ++i) r.operand(&o[i]); \
  if (!r.ok()) return answer(env, e.session, malformed());

napi_value fill(napi_env env, napi_callback_info info) {  // value, out
  OBOL_READ(1)
  const Scalar value = r.scalar();
  OBOL_OPERANDS(1)
  return dispatch(e, device, o, 1, o[0].view.size(),
                  [value](Backend& b, const Operand* x) { return b.fill(x[0].view, value); });
}

napi_value range(napi_env env, napi_callback_info info) {  // start, step, out
  OBOL_READ(1)
  const Scalar start = r.scalar(), step = r.scalar();
  OBOL_OPERANDS(1)
  return dispatch(e, device, o, 1, o[0].view.size(),
                  [start, step](Backend& b, const Operand* x) { return b.range(x[0].view, start, step); });
}

napi_value copy(napi_env env, napi_callback_info info) {  // out, in
  OBOL_READ(2)
  OBOL_OPERANDS(2)
  return dispatch(e, device, o, 1, o[0].view.size(),
                  [](Backend& b, const Operand* x) { return b.copy(x[0].view, x[1].view); });
}

napi_value unary(napi_env env, napi_callback_info info) {  // op, out, in
  OBOL_READ(2)
  const UnaryOp op = static_cast<UnaryOp>(r.integer());
  OBOL_OPERANDS(2)
  return dispatch(e, device, o, 1, o[0].view.size(),
                  [op](Backend& b, const Operand* x) { return b.unary(op, x[0].view, x[1].view); });
}

napi_value binary(napi_env env, napi_callback_info info) {  // op, out, a, b
  OBOL_READ(3)
  const BinaryOp op = static_cast<BinaryOp>(r.integer());
  OBOL_OPERANDS(3)
  return dispatch(e, device, o, 1, o[0].view.size(),
                  [op](Backend& b, const Operand* x) { return b.binary(op, x[0].view, x[1].view, x[2].view); });
}

napi_value where(napi_env env, napi_callback_info info) {  // out, condition, a, b
  OBOL_READ(4)
  OBOL_OPERANDS(4)
  return dispatch(e, device, o, 1, o[0].view.size(),
                  [](Backend& b, const Operand* x) { return b.where(x[0].view, x[1].view, x[2].view, x[3].view); });
}

napi_value reduce(napi_env env, napi_callback_info info) {  // op, out, in
  OBOL_READ(2)
  const ReduceOp op = static_cast<ReduceOp>(r.integer());
  OBOL_OPERANDS(2)
  return dispatch(e, device, o, 1, largest(o, 2),
                  [op](Backend& b, const Operand* x) { return b.reduce(op, x[0].view, x[1].view); });
}

napi_value arg_reduce(napi_env env, napi_callback_info info) {  // op, out, in
  OBOL_READ(2)
  const ArgReduceOp op = static_cast<ArgReduceOp>(r.integer());
  OBOL_OPERANDS(2)
  return dispatch(e, device, o, 1, largest(o, 2),
                  [op](Backend& b, const Operand* x) { return b.arg_reduce(op, x[0].view, x[1].view); });
}

napi_value scan(napi_env env, napi_callback_info info) {  // op, out, in
  OBOL_READ(2)
  const ScanOp op = static_cast<ScanOp>(r.integer());
  OBOL_OPERANDS(2)
  return dispatch(e, device, o, 1, o[0].view.size() * 2,
                  [op](Backend& b, const Operand* x) { return b.scan(op, x[0].view, x[1].view); });
}

napi_value sort(napi_env env, napi_callback_info info) {  // descending, out, in
  OBOL_READ(2)
  const bool descending = r.integer() != 0;
  OBOL_OPERANDS(2)
  return dispatch(e, device, o, 1, o[0].view.size() * 16,
                  [descending](Backend& b, const Operand* x) { return b.sort(x[0].view, x[1].view, descending); });
}

napi_value argsort(napi_env env, napi_callback_info info) {  // descending, out, in
  OBOL_READ(2)
  const bool descending = r.integer() != 0;
  OBOL_OPERANDS(2)
  return dispatch(e, device, o, 1, o[0].view.size() * 16,
                  [descending](Backend& b, const Operand* x) { return b.argsort(x[0].view, x[1].view, descending); });
}

napi_value search_sorted(napi_env env, napi_callback_info info) {  // right, out, edges, values
  OBOL_READ(3)
  const bool right = r.integer() != 0;
  OBOL_OPERANDS(3)
  return dispatch(e, device, o, 1, o[0].view.size() * 8, [right](Backend& b, const Operand* x) {
    return b.search_sorted(x[0].view, x[1].view, x[2].view, right);
  });
}

// Up to kMaxDims index operands follow; absent ones are not read by the backend.
template <class F>
napi_value indexed(napi_env env, napi_callback_info info, F run) {
  constexpr int kMostOperands = 2 + kMaxDims;
  const Entry e = enter(env, info);
  Reader r(e.session);
  const int device = r.integer();
  const int count = r.integer();
  if (count < 1 || count > kMaxDims) return answer(env, e.session, malformed());
  Operand o[kMostOperands];
  for (int i = 0; i < 2 + count; ++i) r.operand(&o[i]);
  if (!r.ok()) return answer(env, e.session, malformed());
  return dispatch(e, device, o, 1, largest(o, 2 + count) * 2, [count, run](Backend& b, const Operand* x) {
    View index[kMaxDims];
    for (int i = 0; i < count; ++i) index[i] = x[2 + i].view;
    return run(b, x[0].view, x[1].view, index, count);
  });
}

napi_value gather(napi_env env, napi_callback_info info) {  // count, out, in, index…
  return indexed(env, info, [](Backend& b, const View& out, const View& in, const View* index, int count) {
    return b.gather(out, in, index, count, Indices::kAny);
  });
}

napi_value scatter(napi_env env, napi_callback_info info) {  // count, out, values, index…
  return indexed(env, info, [](Backend& b, const View& out, const View& values, const View* index, int count) {
    return b.scatter(out, values, index, count, Indices::kAny);
  });
}

napi_value nonzero(napi_env env, napi_callback_info info) {  // out, in
  OBOL_READ(2)
  OBOL_OPERANDS(2)
  return dispatch(e, device, o, 1, largest(o, 2),
                  [](Backend& b, const Operand* x) { return b.nonzero(x[0].view, x[1].view); });
}

napi_value matmul(napi_env env, napi_callback_info info) {  // out, a, b
  OBOL_READ(3)
  OBOL_OPERANDS(3)
  const View& a = o[1].view;
  const int64_t cost = o[0].view.size() * std::max<int64_t>(1, a.ndim() > 0 ? a.shape(a.ndim() - 1) / 8 : 1);
  return dispatch(e, device, o, 1, cost,
                  [](Backend& b, const Operand* x) { return b.matmul(x[0].view, x[1].view, x[2].view); });
}

napi_value fft(napi_env env, napi_callback_info info) {  // n, inverse, scale, out, in
  OBOL_READ(2)
  const int64_t n = r.integer64();
  const bool inverse = r.integer() != 0;
  const double scale = r.next();
  OBOL_OPERANDS(2)
  return dispatch(e, device, o, 1, largest(o, 2) * 8,
                  [=](Backend& b, const Operand* x) { return b.fft(x[0].view, x[1].view, n, inverse, scale); });
}

napi_value random(napi_env env, napi_callback_info info) {  // op, key, counter, a, b, out
  OBOL_READ(1)
  const RandomOp op = static_cast<RandomOp>(r.integer());
  const uint64_t key = r.bits64(), counter = r.bits64();
  const Scalar a = r.scalar(), b = r.scalar();
  OBOL_OPERANDS(1)
  return dispatch(e, device, o, 1, o[0].view.size() * 8, [=](Backend& backend, const Operand* x) {
    return backend.random(op, x[0].view, key, counter, a, b);
  });
}

napi_value correlate1d(napi_env env, napi_callback_info info) {  // mode, cval, origin, out, in, weights
  OBOL_READ(3)
  const BoundaryMode mode = static_cast<BoundaryMode>(r.integer());
  const double cval = r.next();
  const int64_t origin = r.integer64();
  OBOL_OPERANDS(3)
  return dispatch(e, device, o, 1, o[0].view.size() * 4, [=](Backend& b, const Operand* x) {
    return b.correlate1d(x[0].view, x[1].view, x[2].view, mode, cval, origin);
  });
}

}  // namespace

const Export kDenseCalls[] = {
    {"fill", fill},     {"range", range},          {"copy", copy},
    {"unary", unary},   {"binary", binary},        {"where", where},
    {"reduce", reduce}, {"argReduce", arg_reduce}, {"scan", scan},
    {"sort", sort},     {"argsort", argsort},      {"searchSorted", search_sorted},
    {"gather", gather}, {"scatter", scatter},      {"nonzero", nonzero},
    {"matmul", matmul}, {"random", random},        {"correlate1d", correlate1d},
    {"fft", fft},
};
const int kDenseCallCount = sizeof(kDenseCalls) / sizeof(kDenseCalls[0]);

}  // namespace obol
