// Graph routines of the host as exported functions. Each reads: device, its parameters, its outputs, then the matrix
// (rows, cols, indptr, indices, data or absent) and further inputs. On a device with memory of its own they wait for it,
// so they never run on the caller's thread there.
#include <string>

#include "algorithms/graph/graph_routines.h"
#include "napi/call.h"
#include "napi/calls.h"

namespace obol {
namespace {

struct GraphCall {
  Entry e;
  Reader r;
  int device;
  std::string fn = "csgraph";
  int64_t n = 0;

  GraphCall(napi_env env, napi_callback_info info, napi_value (&&name)[1] = {})
      : e(arguments(env, info, name)), r(e.session), device(r.integer()) {
    char text[40];
    size_t length = 0;
    if (napi_get_value_string_utf8(env, name[0], text, sizeof(text), &length) == napi_ok) fn.assign(text, length);
  }
  void graph(Operand* o) { n = r.csr(&o[0], &o[1], &o[2]).rows; }
  static CsrView csr(int64_t n, const Operand* o) {
    CsrView a;
    a.rows = a.cols = n;
    a.indptr = o[0].view;
    a.indices = o[1].view;
    a.data = o[2].view;
    return a;
  }
  template <int N, class F>
  napi_value run(const Operand (&o)[N], int outputs, int64_t cost, F f) {
    if (!r.ok()) return answer(e.env, e.session, malformed());
    const Device* on = backend_device(device);
    const bool here = on != nullptr && on->writes_fresh_storage_directly();
    return dispatch(e, device, o, outputs, here ? cost : kInlineCost + 1, f);
  }
};

napi_value strong_components(napi_env env, napi_callback_info info) {  // labels out, count out, a
  GraphCall c(env, info);
  Operand o[5];
  c.r.operand(&o[0]);
  c.r.operand(&o[1]);
  c.graph(o + 2);
  return c.run(o, 2, 8 * (c.n + o[3].view.size()), [n = c.n](Backend& b, const Operand* x) {
    return graph::strong_components(b, x[0].view, x[1].view, GraphCall::csr(n, x + 2));
  });
}

napi_value graph_order(napi_env env, napi_callback_info info) {
  // depth first, directed, start, nodes out, predecessors out or absent, count out, a
  GraphCall c(env, info);
  graph::Traversal how;
  how.depth_first = c.r.integer() != 0;
  how.directed = c.r.integer() != 0;
  how.start = c.r.integer64();
  Operand o[6];
  for (int i = 0; i < 3; ++i) c.r.operand(&o[i]);
  c.graph(o + 3);
  return c.run(o, 3, 8 * (c.n + o[4].view.size()), [n = c.n, how](Backend& b, const Operand* x) {
    return graph::traverse(b, x[0].view, x[1].view, x[2].view, GraphCall::csr(n, x + 3), how);
  });
}

napi_value dijkstra(napi_env env, napi_callback_info info) {
  // directed, min_only, limit, distances out, predecessors out or absent, nearest out or absent, a, sources
  GraphCall c(env, info);
  graph::PathRules rules;
  rules.directed = c.r.integer() != 0;
  rules.min_only = c.r.integer() != 0;
  rules.limit = c.r.next();
  Operand o[7];
  for (int i = 0; i < 3; ++i) c.r.operand(&o[i]);
  c.graph(o + 3);
  c.r.operand(&o[6]);
  const int64_t rows = rules.min_only ? 1 : o[6].view.size();
  return c.run(o, 3, 32 * rows * (c.n + o[4].view.size()), [n = c.n, rules, fn = c.fn](Backend& b, const Operand* x) {
    return graph::dijkstra(b, fn, x[0].view, x[1].view, x[2].view, GraphCall::csr(n, x + 3), x[6].view, rules);
  });
}

napi_value spanning_tree(napi_env env, napi_callback_info info) {  // csr out, a, order
  GraphCall c(env, info);
  Operand o[7];
  c.graph(o);
  c.graph(o + 3);
  c.r.operand(&o[6]);
  return c.run(o, 3, 16 * (c.n + o[4].view.size()), [n = c.n](Backend& b, const Operand* x) {
    return graph::spanning_tree(b, GraphCall::csr(n, x), GraphCall::csr(n, x + 3), x[6].view);
  });
}

napi_value cuthill_mckee(napi_env env, napi_callback_info info) {  // symmetric, permutation out, a
  GraphCall c(env, info);
  const bool symmetric = c.r.integer() != 0;
  Operand o[4];
  c.r.operand(&o[0]);
  c.graph(o + 1);
  return c.run(o, 1, 32 * (c.n + o[2].view.size()), [n = c.n, symmetric](Backend& b, const Operand* x) {
    return graph::cuthill_mckee(b, x[0].view, GraphCall::csr(n, x + 1), symmetric);
  });
}

}  // namespace

const Export kGraphCalls[] = {
    {"strongComponents", strong_components}, {"graphOrder", graph_order},     {"dijkstra", dijkstra},
    {"spanningTree", spanning_tree},         {"cuthillMckee", cuthill_mckee},
};
const int kGraphCallCount = sizeof(kGraphCalls) / sizeof(kGraphCalls[0]);

}  // namespace obol
