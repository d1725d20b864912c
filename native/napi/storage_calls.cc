// Storages and devices as exported functions: create and release, bytes in and out, waiting, crossing to another
// addon's device, figures.
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "device/crossing.h"
#include "napi/call.h"
#include "napi/calls.h"

namespace obol {
namespace {

napi_value text(napi_env env, const std::string& s) {
  napi_value result = nullptr;
  napi_create_string_utf8(env, s.c_str(), s.size(), &result);
  return result;
}

// The bytes of a typed array or of an ArrayBuffer.
bool bytes_of(napi_env env, napi_value value, void** data, size_t* length) {
  bool is = false;
  if (napi_is_typedarray(env, value, &is) == napi_ok && is) {
    napi_typedarray_type type;
    size_t items = 0, offset = 0;
    napi_value buffer;
    if (napi_get_typedarray_info(env, value, &type, &items, data, &buffer, &offset) != napi_ok) return false;
    static const size_t size[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
    if (static_cast<size_t>(type) >= sizeof(size) / sizeof(size[0])) return false;
    *length = items * size[type];
    return true;
  }
  if (napi_is_arraybuffer(env, value, &is) == napi_ok && is)
    return napi_get_arraybuffer_info(env, value, data, length) == napi_ok;
  return false;
}

napi_value create_storage(napi_env env, napi_callback_info info) {  // (device, bytes) → handle, or -code
  napi_value v[2];
  const Entry e = arguments(env, info, v);
  Device* device = backend_device(static_cast<int>(to_number(env, v[0])));
  const double bytes = to_number(env, v[1]);
  if (device == nullptr || !(bytes >= 0 && bytes <= 9007199254740991.0)) {
    e.session->failure = Status(Code::kDevice, "no such device");
    return number(env, -static_cast<double>(Code::kDevice));
  }
  StorageRef storage;
  const Status status = device->allocator().allocate(static_cast<size_t>(bytes), &storage);
  if (!status.ok()) {
    e.session->failure = status;
    return number(env, -static_cast<double>(static_cast<int>(status.code())));
  }
  e.session->adjust_external(static_cast<int64_t>(bytes));
  return number(env, e.session->add(storage));
}

napi_value release_storage(napi_env env, napi_callback_info info) {  // (handle)
  napi_value v[1];
  const Entry e = arguments(env, info, v);
  e.session->release(to_number(env, v[0]));
  return nullptr;
}

struct Ends {
  Device* device = nullptr;
  Operand operand;
  void* data = nullptr;
  size_t length = 0;
  Status status;
};

// Reads device and one C-contiguous operand, and the bytes of `memory`, which must be as many.
Ends read_ends(const Entry& e, napi_value memory) {
  Ends x;
  Reader r(e.session);
  x.device = backend_device(r.integer());
  r.operand(&x.operand);
  const size_t bytes = static_cast<size_t>(x.operand.view.size()) * itemsize(x.operand.view.dtype);
  if (!r.ok() || x.device == nullptr || x.operand.storage == nullptr || !x.operand.view.layout.is_contiguous() ||
      !bytes_of(e.env, memory, &x.data, &x.length) || x.length != bytes)
    x.status = malformed();
  return x;
}

napi_value upload(napi_env env, napi_callback_info info) {  // (source); device, out
  napi_value v[1];
  const Entry e = arguments(env, info, v);
  Ends x = read_ends(e, v[0]);
  if (!x.status.ok()) return answer(env, e.session, x.status);
  const View view = x.operand.view;
  // A storage nobody else has seen: a host device's bytes can be written at once.
  if (x.device->writes_fresh_storage_directly()) {
    return answer(env, e.session, x.device->backend().upload(view, x.data));
  }
  void* staging = std::malloc(x.length > 0 ? x.length : 1);
  if (staging == nullptr) return answer(env, e.session, Status(Code::kMemory, "out of memory: no room to stage"));
  std::memcpy(staging, x.data, x.length);
  const StorageRef storage(x.operand.storage);
  x.device->queue().submit(
      [view, storage, staging](Backend& b) {
        storage->set_error(b.upload(view, staging));
        std::free(staging);
      },
      x.length);
  return number(env, 0);
}

Status fetch(Backend& b, const StorageRef& storage, void* target, const View& view) {
  return storage->failed() ? storage->error() : b.download(target, view);
}

napi_value download_sync(napi_env env, napi_callback_info info) {  // (target); device, in
  napi_value v[1];
  const Entry e = arguments(env, info, v);
  Ends x = read_ends(e, v[0]);
  if (!x.status.ok()) return answer(env, e.session, x.status);
  const StorageRef storage(x.operand.storage);
  Status status;
  run_and_wait(x.device, [&](Backend& b) { status = fetch(b, storage, x.data, x.operand.view); });
  return answer(env, e.session, status);
}

napi_value download(napi_env env, napi_callback_info info) {  // (target, promise); device, in
  napi_value v[2];
  const Entry e = arguments(env, info, v);
  Ends x = read_ends(e, v[0]);
  if (!x.status.ok()) return answer(env, e.session, x.status);
  const StorageRef storage(x.operand.storage);
  const View view = x.operand.view;
  e.session->note_download(x.device);
  x.device->queue().submit(
      [storage, view, target = x.data, id = to_number(env, v[1]), mailbox = e.session->mailbox()](Backend& b) {
        Completion c;
        c.id = id;
        c.status = fetch(b, storage, target, view);
        mailbox->post(std::move(c));
      },
      0);
  return number(env, 0);
}

napi_value synchronize(napi_env env, napi_callback_info info) {  // (device, promise)
  napi_value v[2];
  const Entry e = arguments(env, info, v);
  Device* device = backend_device(static_cast<int>(to_number(env, v[0])));
  if (device == nullptr) return answer(env, e.session, Status(Code::kDevice, "no such device"));
  device->queue().submit(
      [id = to_number(env, v[1]), mailbox = e.session->mailbox()](Backend& b) {
        Completion c;
        c.id = id;
        c.status = b.synchronize();
        mailbox->post(std::move(c));
      },
      0);
  return number(env, 0);
}

napi_value export_crossing(napi_env env, napi_callback_info info) {  // device, in → pointer as a number, 0 on failure
  const Entry e = enter(env, info);
  Reader r(e.session);
  Device* device = backend_device(r.integer());
  Operand o;
  r.operand(&o);
  if (!r.ok() || device == nullptr || o.storage == nullptr || !o.view.layout.is_contiguous()) {
    e.session->failure = malformed();
    return number(env, 0);
  }
  ObolCrossing* crossing = make_crossing(static_cast<uint64_t>(o.view.size()) * itemsize(o.view.dtype));
  if (crossing == nullptr) {
    e.session->failure = Status(Code::kMemory, "out of memory: no room to cross");
    return number(env, 0);
  }
  device->queue().submit(
      [crossing, view = o.view, storage = StorageRef(o.storage)](Backend& b) {
        settle_crossing(crossing, fetch(b, storage, crossing->data, view));
        crossing->release(crossing);
      },
      crossing->bytes);
  return number(env, static_cast<double>(reinterpret_cast<uintptr_t>(crossing)));
}

napi_value import_crossing(napi_env env, napi_callback_info info) {  // (pointer); device, out
  napi_value v[1];
  const Entry e = arguments(env, info, v);
  auto* crossing = reinterpret_cast<ObolCrossing*>(static_cast<uintptr_t>(to_number(env, v[0])));
  Reader r(e.session);
  Device* device = backend_device(r.integer());
  Operand o;
  r.operand(&o);
  if (!r.ok() || device == nullptr || o.storage == nullptr || crossing == nullptr ||
      crossing->version != kCrossingVersion)
    return answer(env, e.session, malformed());
  device->queue().submit(
      [crossing, view = o.view, storage = StorageRef(o.storage)](Backend& b) {
        crossing->wait(crossing);
        storage->set_error(crossing->state == 1 ? b.upload(view, crossing->data)
                                                : Status(static_cast<Code>(crossing->code), crossing->message));
        crossing->release(crossing);
      },
      crossing->bytes);
  return number(env, 0);
}

napi_value storage_error(napi_env env, napi_callback_info info) {  // (handle) → code
  napi_value v[1];
  const Entry e = arguments(env, info, v);
  const Storage* s = e.session->find(to_number(env, v[0]));
  return answer(env, e.session, s == nullptr ? malformed() : s->error());
}

napi_value last_error(napi_env env, napi_callback_info info) {
  return text(env, enter(env, info).session->failure.message());
}

napi_value kind(napi_env env, napi_callback_info) { return text(env, backend_kind()); }

napi_value device_count(napi_env env, napi_callback_info info) {  // why not, or not more: lastError()
  const Entry e = enter(env, info);
  std::string why;
  const int count = backend_device_count(&why);
  e.session->failure = why.empty() ? Status() : Status(Code::kDevice, why);
  return number(env, count);
}

napi_value device_description(napi_env env, napi_callback_info info) {  // (device)
  napi_value v[1];
  const Entry e = arguments(env, info, v);
  Device* device = backend_device(static_cast<int>(to_number(env, v[0])));
  return text(e.env, device == nullptr ? "" : device->description());
}

napi_value device_stats(napi_env env, napi_callback_info info) {  // (device); writes ten figures to the buffer
  napi_value v[1];
  const Entry e = arguments(env, info, v);
  Device* device = backend_device(static_cast<int>(to_number(env, v[0])));
  if (device == nullptr) return answer(env, e.session, Status(Code::kDevice, "no such device"));
  const MemoryStats m = device->allocator().stats();
  const Counters& c = device->counters();
  const int64_t figures[] = {m.live_storages, m.live_bytes, m.cached_bytes, m.limit_bytes,  c.launches,
                             c.waits,         c.uploads,    c.downloads,    c.upload_bytes, c.download_bytes};
  double* out = e.session->arguments();
  for (int64_t figure : figures) *out++ = static_cast<double>(figure);
  return number(env, 0);
}

napi_value empty_cache(napi_env env, napi_callback_info info) {  // (device)
  napi_value v[1];
  const Entry e = arguments(env, info, v);
  if (Device* device = backend_device(static_cast<int>(to_number(env, v[0])))) device->allocator().empty_cache();
  return number(e.env, 0);
}

void write_rows(std::ostringstream& s, const char* family, const OpRow* rows, size_t count) {
  s << '"' << family << "\":[";
  for (size_t i = 0; i < count; ++i)
    s << (i ? "," : "") << "[\"" << rows[i].name << "\"," << rows[i].accepts << "," << static_cast<int>(rows[i].result)
      << "]";
  s << "]";
}

#define OBOL_ROW(name, functor, accepts, result) {#name, accepts, result},
#define OBOL_UNARY OBOL_ROW
#define OBOL_BINARY OBOL_ROW
#define OBOL_REDUCE OBOL_ROW
#define OBOL_ARG_REDUCE OBOL_ROW
#define OBOL_SCAN OBOL_ROW
#define OBOL_RANDOM OBOL_ROW
const OpRow kUnaryRows[] = {
#include "ops/unary.def"
};
const OpRow kBinaryRows[] = {
#include "ops/binary.def"
};
const OpRow kReduceRows[] = {
#include "ops/reduce.def"
};
const OpRow kArgReduceRows[] = {
#include "ops/arg_reduce.def"
};
const OpRow kScanRows[] = {
#include "ops/scan.def"
};
const OpRow kRandomRows[] = {
#include "ops/random.def"
};

napi_value tables(napi_env env, napi_callback_info) {  // JSON: family → [name, accepted dtypes, result rule]
  std::ostringstream s;
  const auto rows = [&](const char* family, const auto& table) {
    write_rows(s, family, table, sizeof(table) / sizeof(table[0]));
  };
  s << '{';
  rows("unary", kUnaryRows);
  s << ',';
  rows("binary", kBinaryRows);
  s << ',';
  rows("reduce", kReduceRows);
  s << ',';
  rows("argReduce", kArgReduceRows);
  s << ',';
  rows("scan", kScanRows);
  s << ',';
  rows("random", kRandomRows);
  s << '}';
  return text(env, s.str());
}

}  // namespace

const Export kStorageCalls[] = {
    {"createStorage", create_storage},
    {"releaseStorage", release_storage},
    {"upload", upload},
    {"download", download},
    {"downloadSync", download_sync},
    {"synchronize", synchronize},
    {"exportCrossing", export_crossing},
    {"importCrossing", import_crossing},
    {"storageError", storage_error},
    {"lastError", last_error},
    {"kind", kind},
    {"deviceCount", device_count},
    {"deviceDescription", device_description},
    {"deviceStats", device_stats},
    {"emptyCache", empty_cache},
    {"tables", tables},
};
const int kStorageCallCount = sizeof(kStorageCalls) / sizeof(kStorageCalls[0]);

}  // namespace obol
