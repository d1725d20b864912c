// The addon's one entry: `open(callback)` starts a session and returns its functions. `callback(promise, settled, code,
// message, numbers)` is called on the JavaScript thread for each completion.
#include <initializer_list>
#include <utility>

#include "napi/calls.h"
#include "napi/session.h"

namespace obol {
namespace {

void deliver(napi_env env, napi_value callback, void* session, void*) {
  if (env != nullptr && callback != nullptr) static_cast<Session*>(session)->settle_in_javascript(env, callback);
}

// Keeps the event loop alive while promises wait: (hold: boolean).

napi_value hold(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value v[1];
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, v, nullptr, &data);
  bool wanted = false;
  napi_get_value_bool(env, v[0], &wanted);
  const auto function = static_cast<napi_threadsafe_function>(data);
  if (wanted)
    napi_ref_threadsafe_function(env, function);
  else
    napi_unref_threadsafe_function(env, function);
  return nullptr;
}

napi_value open(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value callback;
  napi_get_cb_info(env, info, &count, &callback, nullptr, nullptr);
  auto* session = new Session(env);
  napi_value exports, name, function;
  napi_create_object(env, &exports);
  napi_create_string_utf8(env, "obol", NAPI_AUTO_LENGTH, &name);
  napi_threadsafe_function mailbox = nullptr;
  if (napi_create_threadsafe_function(env, callback, nullptr, name, 0, 1, nullptr, nullptr, session, deliver,
                                      &mailbox) != napi_ok) {
    delete session;
    return nullptr;
  }
  napi_unref_threadsafe_function(env, mailbox);
  session->mailbox()->open(mailbox);
  napi_add_env_cleanup_hook(env, Session::close_hook, session);
  const std::pair<const Export*, int> lists[] = {
      {kDenseCalls, kDenseCallCount},   {kLinalgCalls, kLinalgCallCount},   {kGraphCalls, kGraphCallCount},
      {kSparseCalls, kSparseCallCount}, {kStorageCalls, kStorageCallCount}, {kDlpackCalls, kDlpackCallCount},
      {kTaskCalls, kTaskCallCount},     {kClusterCalls, kClusterCallCount}};
  for (const auto& [list, length] : lists)
    for (int i = 0; i < length; ++i) {
      napi_create_function(env, list[i].name, NAPI_AUTO_LENGTH, list[i].function, session, &function);
      napi_set_named_property(env, exports, list[i].name, function);
    }
  napi_create_function(env, "hold", NAPI_AUTO_LENGTH, hold, mailbox, &function);
  napi_set_named_property(env, exports, "hold", function);
  napi_set_named_property(env, exports, "buffer", session->argument_buffer());
  return exports;
}

}  // namespace
}  // namespace obol

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "open", NAPI_AUTO_LENGTH, obol::open, nullptr, &function);
  napi_set_named_property(env, exports, "open", function);
  return exports;
}
