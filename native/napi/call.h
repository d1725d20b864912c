// One crossing: operands are read, the work runs at once (small, queue idle) or is handed to the device's queue, and an
// error that the values reveal is left on the outputs' storages.
#pragma once

#include <memory>
#include <vector>

#include "napi/reader.h"

namespace obol {

struct Entry {
  napi_env env;
  Session* session;
};

// What every exported function starts with.
inline Entry enter(napi_env env, napi_callback_info info) {
  void* data = nullptr;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
  return {env, static_cast<Session*>(data)};
}

// Elements (or their like in work) below which a hand-over to the queue's thread costs more than the work.
inline constexpr int64_t kInlineCost = 16384;

Status malformed();

// Runs f(backend, operands) with `outputs` leading operands being written. `operands` is copied if it has to wait.
template <int N, class F>
napi_value dispatch(const Entry& e, int device_index, const Operand (&operands)[N], int outputs, int64_t cost, F f) {
  Device* device = backend_device(device_index);
  if (device == nullptr) return answer(e.env, e.session, Status(Code::kDevice, "no such device"));
  ++device->counters().launches;
  const auto execute = [outputs, f](Backend& backend, const Operand* o) {
    Status status;
    for (int i = outputs; i < N && status.ok(); ++i)
      if (o[i].storage != nullptr && o[i].storage->failed()) status = o[i].storage->error();
    if (status.ok()) status = f(backend, o);
    if (status.ok()) return;
    for (int i = 0; i < outputs; ++i)
      if (o[i].storage != nullptr) o[i].storage->set_error(status);
  };
  if (cost <= kInlineCost && device->queue().run_inline([&](Backend& b) { execute(b, operands); }))
    return number(e.env, 0);
  struct Held {
    Operand operands[N];
    StorageRef storages[N];
  };
  auto held = std::make_shared<Held>();
  size_t bytes = 0;
  for (int i = 0; i < N; ++i) {
    held->operands[i] = operands[i];
    held->storages[i] = StorageRef(operands[i].storage);
    if (i < outputs && operands[i].storage != nullptr) bytes += operands[i].storage->bytes();
  }
  device->queue().submit([held, execute](Backend& b) { execute(b, held->operands); }, bytes);
  return number(e.env, 0);
}

}  // namespace obol
