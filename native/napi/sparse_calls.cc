// The sparse families and k-means' primitives as exported functions. A CSR matrix is read as: rows, cols, indptr,
// indices, data.
#include <algorithm>

#include "napi/call.h"
#include "napi/calls.h"

namespace obol {
namespace {

// Reads `csrs` matrices into o[0 … 3·csrs), then `plain` operands behind them; the order of o decides what is written.
struct SparseReader {
  Entry e;
  Reader r;
  int device;

  SparseReader(napi_env env, napi_callback_info info) : e(enter(env, info)), r(e.session), device(r.integer()) {}
};

struct Shape2 {
  int64_t rows = 0, cols = 0;
};

Shape2 read_csr(Reader& r, Operand* o) {
  const CsrView a = r.csr(&o[0], &o[1], &o[2]);
  return {a.rows, a.cols};
}

CsrView csr_of(const Shape2& s, const Operand* o) {
  CsrView a;
  a.rows = s.rows;
  a.cols = s.cols;
  a.indptr = o[0].view;
  a.indices = o[1].view;
  a.data = o[2].view;
  return a;
}

napi_value coo_to_csr(napi_env env, napi_callback_info info) {  // csr out, count, row, col, data
  SparseReader s(env, info);
  Operand o[7];
  const Shape2 shape = read_csr(s.r, o);
  for (int i = 3; i < 7; ++i) s.r.operand(&o[i]);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 4, o[4].view.size() * 8 + shape.rows, [shape](Backend& b, const Operand* x) {
    return b.coo_to_csr(csr_of(shape, x), x[3].view, x[4].view, x[5].view, x[6].view);
  });
}

napi_value csr_rows(napi_env env, napi_callback_info info) {  // row out, indptr
  SparseReader s(env, info);
  Operand o[2];
  for (auto& x : o) s.r.operand(&x);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 1, o[0].view.size(),
                  [](Backend& b, const Operand* x) { return b.csr_rows(x[0].view, x[1].view); });
}

// out, then a matrix: csrMatmul (and x), csrDiagonal, csrToDense, connectedComponents (labels, count, a)
napi_value csr_matmul(napi_env env, napi_callback_info info) {  // out, a, x
  SparseReader s(env, info);
  Operand o[5];
  s.r.operand(&o[0]);
  const Shape2 shape = read_csr(s.r, o + 1);
  s.r.operand(&o[4]);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  const int64_t width = o[4].view.ndim() > 1 ? o[4].view.shape(1) : 1;
  return dispatch(
      s.e, s.device, o, 1, o[3].view.size() * std::max<int64_t>(1, width) + shape.rows,
      [shape](Backend& b, const Operand* x) { return b.csr_matmul(x[0].view, csr_of(shape, x + 1), x[4].view); });
}

napi_value csr_diagonal(napi_env env, napi_callback_info info) {  // out, a
  SparseReader s(env, info);
  Operand o[4];
  s.r.operand(&o[0]);
  const Shape2 shape = read_csr(s.r, o + 1);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 1, o[3].view.size(),
                  [shape](Backend& b, const Operand* x) { return b.csr_diagonal(x[0].view, csr_of(shape, x + 1)); });
}

napi_value csr_to_dense(napi_env env, napi_callback_info info) {  // out, a
  SparseReader s(env, info);
  Operand o[4];
  s.r.operand(&o[0]);
  const Shape2 shape = read_csr(s.r, o + 1);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 1, o[0].view.size() + o[3].view.size(),
                  [shape](Backend& b, const Operand* x) { return b.csr_to_dense(x[0].view, csr_of(shape, x + 1)); });
}

napi_value csr_transpose(napi_env env, napi_callback_info info) {  // csr out, a
  SparseReader s(env, info);
  Operand o[6];
  const Shape2 out = read_csr(s.r, o), in = read_csr(s.r, o + 3);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 3, o[5].view.size() * 4, [out, in](Backend& b, const Operand* x) {
    return b.csr_transpose(csr_of(out, x), csr_of(in, x + 3));
  });
}

napi_value csr_matmat_symbolic(napi_env env, napi_callback_info info) {  // indptr out, a, b
  SparseReader s(env, info);
  Operand o[7];
  s.r.operand(&o[0]);
  const Shape2 a = read_csr(s.r, o + 1), b = read_csr(s.r, o + 4);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 1, o[3].view.size() * 16, [a, b](Backend& backend, const Operand* x) {
    return backend.csr_matmat_symbolic(x[0].view, csr_of(a, x + 1), csr_of(b, x + 4));
  });
}

napi_value csr_matmat_numeric(napi_env env, napi_callback_info info) {  // csr out, a, b
  SparseReader s(env, info);
  Operand o[9];
  const Shape2 out = read_csr(s.r, o), a = read_csr(s.r, o + 3), b = read_csr(s.r, o + 6);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 3, o[5].view.size() * 16, [out, a, b](Backend& backend, const Operand* x) {
    return backend.csr_matmat_numeric(csr_of(out, x), csr_of(a, x + 3), csr_of(b, x + 6));
  });
}

napi_value csr_merge_symbolic(napi_env env, napi_callback_info info) {  // pattern, indptr out, a, b
  SparseReader s(env, info);
  const Pattern pattern = static_cast<Pattern>(s.r.integer());
  Operand o[7];
  s.r.operand(&o[0]);
  const Shape2 a = read_csr(s.r, o + 1), b = read_csr(s.r, o + 4);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  const int64_t cost = a.rows + o[3].view.size() + o[6].view.size();
  return dispatch(s.e, s.device, o, 1, 4 * cost, [pattern, a, b](Backend& backend, const Operand* x) {
    return backend.csr_merge_symbolic(x[0].view, csr_of(a, x + 1), csr_of(b, x + 4), pattern);
  });
}

napi_value csr_merge_numeric(napi_env env, napi_callback_info info) {  // pattern, op, csr out, a, b
  SparseReader s(env, info);
  const Pattern pattern = static_cast<Pattern>(s.r.integer());
  const BinaryOp op = static_cast<BinaryOp>(s.r.integer());
  Operand o[9];
  const Shape2 out = read_csr(s.r, o), a = read_csr(s.r, o + 3), b = read_csr(s.r, o + 6);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  const int64_t cost = a.rows + o[5].view.size() + o[8].view.size();
  return dispatch(s.e, s.device, o, 3, 8 * cost, [pattern, op, out, a, b](Backend& backend, const Operand* x) {
    return backend.csr_merge_numeric(csr_of(out, x), op, csr_of(a, x + 3), csr_of(b, x + 6), pattern);
  });
}

// csrTakeSymbolic, csrSelectSymbolic: indptr out, a, index or mask
template <Status (Backend::*Part)(const View&, const CsrView&, const View&)>
napi_value part_symbolic(napi_env env, napi_callback_info info) {
  SparseReader s(env, info);
  Operand o[5];
  s.r.operand(&o[0]);
  const Shape2 a = read_csr(s.r, o + 1);
  s.r.operand(&o[4]);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  const int64_t cost = a.rows + o[3].view.size() + o[0].view.size();
  return dispatch(s.e, s.device, o, 1, cost, [a](Backend& backend, const Operand* x) {
    return (backend.*Part)(x[0].view, csr_of(a, x + 1), x[4].view);
  });
}

// csrTakeNumeric, csrSelectNumeric: csr out, a, index or mask
template <Status (Backend::*Part)(const CsrView&, const CsrView&, const View&)>
napi_value part_numeric(napi_env env, napi_callback_info info) {
  SparseReader s(env, info);
  Operand o[7];
  const Shape2 out = read_csr(s.r, o), a = read_csr(s.r, o + 3);
  s.r.operand(&o[6]);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  const int64_t cost = a.rows + o[5].view.size() + o[2].view.size();
  return dispatch(s.e, s.device, o, 3, 2 * cost, [out, a](Backend& backend, const Operand* x) {
    return (backend.*Part)(csr_of(out, x), csr_of(a, x + 3), x[6].view);
  });
}

napi_value segment_reduce(napi_env env, napi_callback_info info) {  // op, out, data, indptr
  SparseReader s(env, info);
  const ReduceOp op = static_cast<ReduceOp>(s.r.integer());
  Operand o[3];
  for (auto& x : o) s.r.operand(&x);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 1, o[1].view.size() + o[0].view.size(),
                  [op](Backend& b, const Operand* x) { return b.segment_reduce(op, x[0].view, x[1].view, x[2].view); });
}

napi_value connected_components(napi_env env, napi_callback_info info) {  // labels out, count out, a
  SparseReader s(env, info);
  Operand o[5];
  s.r.operand(&o[0]);
  s.r.operand(&o[1]);
  const Shape2 shape = read_csr(s.r, o + 2);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 2, o[4].view.size() * 4, [shape](Backend& b, const Operand* x) {
    return b.connected_components(x[0].view, x[1].view, csr_of(shape, x + 2));
  });
}

napi_value nearest_row(napi_env env, napi_callback_info info) {  // labels out, distance out, x, centers
  SparseReader s(env, info);
  Operand o[4];
  for (auto& x : o) s.r.operand(&x);
  if (!s.r.ok()) return answer(env, s.e.session, malformed());
  return dispatch(s.e, s.device, o, 2, o[2].view.size() * 8, [](Backend& b, const Operand* x) {
    return b.nearest_row(x[0].view, x[1].view, x[2].view, x[3].view);
  });
}

}  // namespace

const Export kSparseCalls[] = {
    {"cooToCsr", coo_to_csr},
    {"csrRows", csr_rows},
    {"csrMatmul", csr_matmul},
    {"csrTranspose", csr_transpose},
    {"csrDiagonal", csr_diagonal},
    {"csrToDense", csr_to_dense},
    {"csrMatmatSymbolic", csr_matmat_symbolic},
    {"csrMatmatNumeric", csr_matmat_numeric},
    {"csrMergeSymbolic", csr_merge_symbolic},
    {"csrMergeNumeric", csr_merge_numeric},
    {"csrTakeSymbolic", part_symbolic<&Backend::csr_take_symbolic>},
    {"csrTakeNumeric", part_numeric<&Backend::csr_take_numeric>},
    {"csrSelectSymbolic", part_symbolic<&Backend::csr_select_symbolic>},
    {"csrSelectNumeric", part_numeric<&Backend::csr_select_numeric>},
    {"segmentReduce", segment_reduce},
    {"connectedComponents", connected_components},
    {"nearestRow", nearest_row},
};
const int kSparseCallCount = sizeof(kSparseCalls) / sizeof(kSparseCalls[0]);

}  // namespace obol
