// The decompositions as exported functions. Each takes the name of the function that the user called, for messages, and
// reads: device, then its parameters and operands in the order shown. They work on the host: on a device with memory of
// its own they wait for it, so they never run on the caller's thread there.
#include <algorithm>
#include <string>

#include "algorithms/linalg.h"
#include "napi/call.h"
#include "napi/calls.h"

namespace obol {
namespace {

template <int N>
struct LinalgCall {
  Entry e;
  Reader r;
  int device;
  std::string fn;
  Operand o[N];

  LinalgCall(napi_env env, napi_callback_info info, napi_value (&&name)[1] = {})
      : e(arguments(env, info, name)), r(e.session), device(r.integer()) {
    char text[32] = "linalg";
    size_t length = 0;
    if (napi_get_value_string_utf8(env, name[0], text, sizeof(text), &length) == napi_ok) fn.assign(text, length);
  }
  napi_value refuse() { return answer(e.env, e.session, malformed()); }
  void operands() {
    for (auto& x : o) r.operand(&x);
  }
  // Enqueues f(backend, fn, operands), `matrices` the operand whose extents say how much work it is.
  template <class F>
  napi_value run(int outputs, int matrices, F f) {
    if (!r.ok() || o[matrices].view.ndim() < 2) return refuse();
    const View& x = o[matrices].view;
    const int64_t least = std::min(x.shape(x.ndim() - 1), x.shape(x.ndim() - 2));
    const Device* on = backend_device(device);
    const bool here = on != nullptr && on->writes_fresh_storage_directly();
    const int64_t cost = here ? x.size() * 4 * std::max<int64_t>(1, least) : kInlineCost + 1;
    return dispatch(e, device, o, outputs, cost, [fn = fn, f](Backend& b, const Operand* x) { return f(b, fn, x); });
  }
};

napi_value cholesky(napi_env env, napi_callback_info info) {  // upper, out, x
  LinalgCall<2> c(env, info);
  const bool upper = c.r.integer() != 0;
  c.operands();
  return c.run(1, 1, [upper](Backend& b, const std::string& fn, const Operand* o) {
    return linalg::cholesky(b, fn, o[0].view, o[1].view, upper);
  });
}

napi_value det(napi_env env, napi_callback_info info) {  // out, x
  LinalgCall<2> c(env, info);
  c.operands();
  return c.run(1, 1, [](Backend& b, const std::string& fn, const Operand* o) {
    return linalg::det(b, fn, o[0].view, o[1].view);
  });
}

napi_value slogdet(napi_env env, napi_callback_info info) {  // sign, logabsdet, x
  LinalgCall<3> c(env, info);
  c.operands();
  return c.run(2, 2, [](Backend& b, const std::string& fn, const Operand* o) {
    return linalg::slogdet(b, fn, o[0].view, o[1].view, o[2].view);
  });
}

napi_value inv(napi_env env, napi_callback_info info) {  // out, x
  LinalgCall<2> c(env, info);
  c.operands();
  return c.run(1, 1, [](Backend& b, const std::string& fn, const Operand* o) {
    return linalg::inv(b, fn, o[0].view, o[1].view);
  });
}

napi_value solve(napi_env env, napi_callback_info info) {  // out, x1, x2
  LinalgCall<3> c(env, info);
  c.operands();
  return c.run(1, 1, [](Backend& b, const std::string& fn, const Operand* o) {
    return linalg::solve(b, fn, o[0].view, o[1].view, o[2].view);
  });
}

napi_value qr(napi_env env, napi_callback_info info) {  // q, r, x
  LinalgCall<3> c(env, info);
  c.operands();
  return c.run(2, 2, [](Backend& b, const std::string& fn, const Operand* o) {
    return linalg::qr(b, fn, o[0].view, o[1].view, o[2].view);
  });
}

napi_value eigh(napi_env env, napi_callback_info info) {  // w, v or absent, x
  LinalgCall<3> c(env, info);
  c.operands();
  return c.run(2, 2, [](Backend& b, const std::string& fn, const Operand* o) {
    return linalg::eigh(b, fn, o[0].view, o[1].view, o[2].view);
  });
}

napi_value eig(napi_env env, napi_callback_info info) {  // w, v or absent, x
  LinalgCall<3> c(env, info);
  c.operands();
  return c.run(2, 2, [](Backend& b, const std::string& fn, const Operand* o) {
    return linalg::eig(b, fn, o[0].view, o[1].view, o[2].view);
  });
}

napi_value svd(napi_env env, napi_callback_info info) {  // s, u and vh or absent, x
  LinalgCall<4> c(env, info);
  c.operands();
  return c.run(3, 3, [](Backend& b, const std::string& fn, const Operand* o) {
    return linalg::svd(b, fn, o[1].view, o[0].view, o[2].view, o[3].view);
  });
}

}  // namespace

const Export kLinalgCalls[] = {
    {"cholesky", cholesky}, {"det", det}, {"slogdet", slogdet}, {"inv", inv}, {"solve", solve}, {"qr", qr},
    {"eigh", eigh},         {"eig", eig}, {"svd", svd},
};
const int kLinalgCallCount = sizeof(kLinalgCalls) / sizeof(kLinalgCalls[0]);

}  // namespace obol
