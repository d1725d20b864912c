// What clustering enqueues, as exported functions.
#include <algorithm>

#include "algorithms/cluster/neighbors.h"
#include "napi/call.h"
#include "napi/calls.h"

namespace obol {
namespace {

napi_value neighbors_call(napi_env env, napi_callback_info info) {  // distances out, indices out, x, y
  const Entry e = enter(env, info);
  Reader r(e.session);
  const int index = r.integer();
  Operand o[4];
  for (auto& x : o) r.operand(&x);
  if (!r.ok()) return answer(env, e.session, malformed());
  // It waits for the device: never on the caller's thread where that is another one.
  const Device* const device = backend_device(index);
  const bool here = device != nullptr && device->writes_fresh_storage_directly();
  const int64_t pairs = o[0].view.shape(0) * o[2].view.shape(0);
  const int64_t cost = here ? pairs * std::max<int64_t>(8, o[2].view.shape(1)) / 4 : kInlineCost + 1;
  return dispatch(e, index, o, 2, cost, [](Backend& b, const Operand* x) {
    return neighbors(b, x[0].view, x[1].view, x[2].view, x[3].view);
  });
}

}  // namespace

const Export kClusterCalls[] = {{"neighbors", neighbors_call}};
const int kClusterCallCount = sizeof(kClusterCalls) / sizeof(kClusterCalls[0]);

}  // namespace obol
