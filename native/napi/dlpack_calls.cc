// DLPack capsules. In JavaScript a capsule is an object with the type tag below that wraps a ManagedTensor of DLPack 1;
// who takes the tensor takes the wrap off, so that a capsule can be taken once. Any addon can make and take them.
#include <memory>

#include "device/dlpack.h"
#include "napi/call.h"
#include "napi/calls.h"

namespace obol {
namespace {

// "DLPack dltensor_versioned" for Node: the first 16 bytes of that name's SHA-256.
constexpr napi_type_tag kCapsule = {0x751bc66175df5933u, 0x7afd394d9f080626u};

// What a tensor of ours holds on to.
struct Lent {
  dlpack::ManagedTensor managed;
  StorageRef storage;
  Layout layout;
};

void return_lent(dlpack::ManagedTensor* self) { delete static_cast<Lent*>(self->manager_context); }

void give_back(void* managed) {
  auto* const m = static_cast<dlpack::ManagedTensor*>(managed);
  if (m->deleter != nullptr) m->deleter(m);
}

// A capsule that nobody took.
void forget_capsule(napi_env, void* managed, void*) { give_back(managed); }

napi_value failure(const Entry& e, const Status& status) {
  e.session->failure = status;
  return number(e.env, static_cast<double>(static_cast<int>(status.code())));
}

napi_value make_capsule(const Entry& e, std::unique_ptr<Lent> lent) {
  napi_value capsule = nullptr;
  if (napi_create_object(e.env, &capsule) != napi_ok || napi_type_tag_object(e.env, capsule, &kCapsule) != napi_ok ||
      napi_wrap(e.env, capsule, &lent->managed, forget_capsule, nullptr, nullptr) != napi_ok)
    return failure(e, Status(Code::kInternal, "no capsule can be made"));
  lent.release();
  return capsule;
}

napi_value export_dlpack(napi_env env, napi_callback_info info) {  // device, in, flags → capsule, or a code
  const Entry e = enter(env, info);
  Reader r(e.session);
  Device* device = backend_device(r.integer());
  Operand o;
  r.operand(&o);
  const uint64_t flags = static_cast<uint64_t>(r.integer());
  if (!r.ok() || device == nullptr || o.storage == nullptr) return failure(e, malformed());
  auto lent = std::make_unique<Lent>();
  lent->storage = StorageRef(o.storage);
  lent->layout = o.view.layout;
  Status status;
  ++device->counters().waits;
  run_and_wait(device, [&](Backend&) { status = lent->storage->error(); });
  if (!status.ok()) return failure(e, status);
  lent->managed.version = {dlpack::kMajor, dlpack::kMinor};
  lent->managed.manager_context = lent.get();
  lent->managed.deleter = return_lent;
  lent->managed.flags = flags;
  dlpack::Tensor& t = lent->managed.tensor;
  t.data = o.view.data;
  t.device = {dlpack::kCpu, 0};
  t.ndim = o.view.ndim();
  t.dtype = dlpack::type_of(o.view.dtype);
  t.shape = lent->layout.shape;
  t.strides = lent->layout.strides;
  t.byte_offset = 0;
  return make_capsule(e, std::move(lent));
}

// (capsule); device → 0 and in the buffer handle, bytes, dtype, flags, offset, ndim, shape…, strides…; or a code. After a
// failure the capsule is as it was.
napi_value import_dlpack(napi_env env, napi_callback_info info) {
  napi_value v[1];
  const Entry e = arguments(env, info, v);
  Reader r(e.session);
  Device* device = backend_device(r.integer());
  if (!r.ok() || device == nullptr) return failure(e, malformed());
  napi_valuetype type = napi_undefined;
  bool tagged = false;
  void* data = nullptr;
  if (napi_typeof(env, v[0], &type) != napi_ok || type != napi_object ||
      napi_check_object_type_tag(env, v[0], &kCapsule, &tagged) != napi_ok || !tagged)
    return failure(e, Status(Code::kType, "expected a capsule of DLPack from __dlpack__, got something else"));
  if (napi_unwrap(env, v[0], &data) != napi_ok || data == nullptr)
    return failure(e, Status(Code::kFormat, "expected a fresh capsule from __dlpack__, got one that was taken"));
  auto* const managed = static_cast<dlpack::ManagedTensor*>(data);
  DType dtype;
  Layout layout;
  dlpack::Extent extent;
  const Status status = dlpack::read_tensor(*managed, &dtype, &layout, &extent);
  if (!status.ok()) return failure(e, status);
  napi_remove_wrap(env, v[0], &data);
  char* const first = static_cast<char*>(managed->tensor.data) + managed->tensor.byte_offset - extent.first;
  const StorageRef storage =
      device->allocator().borrow(first, static_cast<size_t>(extent.bytes), Lender{give_back, managed});
  e.session->adjust_external(extent.bytes);
  double* out = e.session->arguments();
  *out++ = e.session->add(storage);
  *out++ = static_cast<double>(extent.bytes);
  *out++ = static_cast<double>(static_cast<int>(dtype));
  *out++ = static_cast<double>(managed->flags & dlpack::kReadOnly);
  *out++ = static_cast<double>(extent.first / static_cast<int64_t>(itemsize(dtype)));
  *out++ = layout.ndim;
  for (int i = 0; i < layout.ndim; ++i) *out++ = static_cast<double>(layout.shape[i]);
  for (int i = 0; i < layout.ndim; ++i) *out++ = static_cast<double>(layout.strides[i]);
  return number(env, 0);
}

}  // namespace

const Export kDlpackCalls[] = {{"exportDlpack", export_dlpack}, {"importDlpack", import_dlpack}};
const int kDlpackCallCount = sizeof(kDlpackCalls) / sizeof(kDlpackCalls[0]);

}  // namespace obol
