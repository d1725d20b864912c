// One crossing: operands are read, the work runs at once (small, queue idle) or is handed to the device's queue, and an
// error that the values reveal is left on the outputs' storages.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
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

// The same for a function with N arguments.
template <int N>
Entry arguments(napi_env env, napi_callback_info info, napi_value (&values)[N]) {
  size_t count = N;
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, values, nullptr, &data);
  return {env, static_cast<Session*>(data)};
}

inline double to_number(napi_env env, napi_value value) {
  double x = -1;
  napi_get_value_double(env, value, &x);
  return x;
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

// Runs `f` on the device's queue and waits.
template <class F>
void run_and_wait(Device* device, F f) {
  if (device->queue().run_inline(f)) return;
  std::mutex mutex;
  std::condition_variable done;
  bool finished = false;
  device->queue().submit(
      [&](Backend& b) {
        f(b);
        std::lock_guard<std::mutex> lock(mutex);
        finished = true;
        done.notify_one();
      },
      0);
  std::unique_lock<std::mutex> lock(mutex);
  done.wait(lock, [&] { return finished; });
}

}  // namespace obol
