#include "device/crossing.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

#include "core/status.h"

namespace obol {
namespace {

struct Shared {
  ObolCrossing face;
  std::mutex mutex;
  std::condition_variable settled;
  std::atomic<int> owners{2};
};

Shared* shared(ObolCrossing* c) { return static_cast<Shared*>(c->opaque); }

void wait_for(ObolCrossing* c) {
  Shared* s = shared(c);
  std::unique_lock<std::mutex> lock(s->mutex);
  s->settled.wait(lock, [&] { return c->state != 0; });
}

void release(ObolCrossing* c) {
  Shared* s = shared(c);
  if (s->owners.fetch_sub(1) != 1) return;
  std::free(c->data);
  delete s;
}

}  // namespace

ObolCrossing* make_crossing(uint64_t bytes) {
  void* data = std::malloc(std::max<uint64_t>(bytes, 1));
  Shared* s = data == nullptr ? nullptr : new (std::nothrow) Shared;
  if (s == nullptr) {
    std::free(data);
    return nullptr;
  }
  std::memset(static_cast<void*>(&s->face), 0, sizeof(s->face));
  s->face.version = kCrossingVersion;
  s->face.bytes = bytes;
  s->face.data = data;
  s->face.opaque = s;
  s->face.wait = wait_for;
  s->face.release = release;
  return &s->face;
}

void settle_crossing(ObolCrossing* c, const Status& status) {
  Shared* s = shared(c);
  std::lock_guard<std::mutex> lock(s->mutex);
  c->code = static_cast<int32_t>(status.code());
  std::strncpy(c->message, status.message().c_str(), sizeof(c->message) - 1);
  c->state = status.ok() ? 1 : 2;
  s->settled.notify_all();
}

}  // namespace obol
