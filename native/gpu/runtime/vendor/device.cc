#include "gpu/runtime/vendor/device.h"

#include <cstring>
#include <mutex>
#include <vector>

namespace obol::gpu {
namespace vendor {
namespace {

struct Found {
  std::vector<int> usable;  // as the vendor numbers them
  std::string why;          // what can't be used, and why
};

Found find_devices() {
  Found found;
  int there = 0;
  const Error error = count_devices(&there);
  if (error != kSuccess || there == 0) {
    static_cast<void>(last_error());
    const std::string known = why_none(error);
    found.why = !known.empty() ? known : error == kSuccess ? "the runtime counts no device" : text_of(error);
    return found;
  }
  for (int device = 0; device < there; ++device) {
    std::string why;
    if (can_run(device, &why))
      found.usable.push_back(device);
    else
      found.why += (found.why.empty() ? "device " : "; device ") + std::to_string(device) + ": " + why;
  }
  return found;
}

const Found& devices() {
  static const Found found = find_devices();
  return found;
}

int number_of(int device) { return devices().usable[static_cast<size_t>(device)]; }

// Each thread has a current device of its own, the first one at first.
Error enter(int device) {
  thread_local int current = -1;
  if (current == device) return kSuccess;
  const Error error = set_device(number_of(device));
  if (error == kSuccess) current = device;
  return error;
}

class Memory final : public MemorySource {
 public:
  explicit Memory(int device) : device_(device) {}
  void* acquire(size_t bytes) override {
    void* data = nullptr;
    if (enter(device_) == kSuccess && allocate(&data, bytes) == kSuccess) return data;
    static_cast<void>(last_error());  // or the next launch would answer with it
    return nullptr;
  }
  void give_back(void* data, size_t) override {
    if (enter(device_) == kSuccess) static_cast<void>(release(data));  // the vendor waits for what still uses it
  }

 private:
  int device_;
};

}  // namespace

Status check(Error error, const char* what) {
  if (error == kSuccess) return Status();
  static_cast<void>(last_error());
  return Status(error == kOutOfMemory ? Code::kMemory : Code::kDevice,
                std::string(OBOL_BACKEND_KIND) + ": " + what + ": " + text_of(error));
}

Staging::~Staging() {
  if (data_ == nullptr) return;
  for (int turn = 0; turn < 2; ++turn) {
    static_cast<void>(wait(turn));
    static_cast<void>(destroy(events_[turn]));
  }
  static_cast<void>(release_pinned(data_));
}

Status Staging::reserve(size_t bytes) {
  size_t wanted = kLeastHalf;
  while (wanted < kMostHalf && wanted < bytes) wanted *= 2;
  if (wanted <= half_) return Status();
  if (data_ == nullptr) {
    OBOL_TRY(check(create_event(&events_[0]), "making an event"));
    OBOL_TRY(check(create_event(&events_[1]), "making an event"));
  } else {
    for (int turn = 0; turn < 2; ++turn) OBOL_TRY(wait(turn));
  }
  void* data = nullptr;
  OBOL_TRY(check(allocate_pinned(&data, 2 * wanted), "pinned memory for copies"));
  if (data_ != nullptr) static_cast<void>(release_pinned(data_));
  data_ = static_cast<char*>(data);
  half_ = wanted;
  return Status();
}

Status Staging::mark(int turn, RawStream stream) {
  busy_[turn] = true;
  return check(record(events_[turn], stream), "recording an event");
}

Status Staging::wait(int turn) {
  if (!busy_[turn]) return Status();
  busy_[turn] = false;
  return check(wait_for(events_[turn]), "waiting for a copy");
}

}  // namespace vendor

int device_count(std::string* why) {
  *why = vendor::devices().why;
  return static_cast<int>(vendor::devices().usable.size());
}

Properties properties(int device) {
  Properties p;
  const Status status =
      vendor::check(vendor::describe(vendor::number_of(device), &p.name, &p.warp_size), "asking for the properties");
  if (!status.ok()) p.name = status.message();
  return p;
}

std::unique_ptr<MemorySource> make_memory(int device) { return std::make_unique<vendor::Memory>(device); }

Status Stream::enter() const {
  OBOL_TRY(opened_);
  return vendor::check(vendor::enter(device_), "choosing the device");
}

Status Stream::upload(void* to, const void* from, size_t bytes) {
  if (bytes == 0) return Status();
  OBOL_TRY(enter());
  OBOL_TRY(staging_.reserve(bytes));
  for (size_t done = 0; done < bytes; turn_ = 1 - turn_) {
    const size_t part = bytes - done < staging_.half() ? bytes - done : staging_.half();
    OBOL_TRY(staging_.wait(turn_));
    std::memcpy(staging_.at(turn_), static_cast<const char*>(from) + done, part);
    OBOL_TRY(vendor::check(vendor::copy_in(static_cast<char*>(to) + done, staging_.at(turn_), part, raw_),
                           "a copy to the device"));
    OBOL_TRY(staging_.mark(turn_, raw_));
    done += part;
  }
  return Status();
}

Status Stream::download(void* to, const void* from, size_t bytes) {
  if (bytes == 0) return Status();
  OBOL_TRY(enter());
  OBOL_TRY(staging_.reserve(bytes));
  // One half is copied from the device while the other, `before` it, is taken out.
  size_t before = 0, before_part = 0;
  for (size_t asked = 0; asked < bytes || before_part > 0; turn_ = 1 - turn_) {
    const size_t part = bytes - asked < staging_.half() ? bytes - asked : staging_.half();
    if (part > 0) {
      OBOL_TRY(staging_.wait(turn_));
      OBOL_TRY(vendor::check(vendor::copy_out(staging_.at(turn_), static_cast<const char*>(from) + asked, part, raw_),
                             "a copy from the device"));
      OBOL_TRY(staging_.mark(turn_, raw_));
    }
    if (before_part > 0) {
      OBOL_TRY(staging_.wait(1 - turn_));
      std::memcpy(static_cast<char*>(to) + before, staging_.at(1 - turn_), before_part);
    }
    before = asked;
    before_part = part;
    asked += part;
  }
  return Status();
}

Status Stream::synchronize() {
  OBOL_TRY(enter());
  return vendor::check(vendor::wait_for(raw_), "waiting for the device");
}

std::unique_ptr<Stream> open_stream(int device) {
  struct Opened {
    bool tried = false;
    vendor::RawStream raw = nullptr;
    Status status;
  };
  static std::mutex mutex;
  static std::vector<Opened> streams;
  std::lock_guard<std::mutex> lock(mutex);
  if (streams.size() <= static_cast<size_t>(device)) streams.resize(static_cast<size_t>(device) + 1);
  Opened& opened = streams[static_cast<size_t>(device)];
  if (!opened.tried) {
    opened.tried = true;
    opened.status = vendor::check(vendor::enter(device), "choosing the device");
    if (opened.status.ok()) opened.status = vendor::check(vendor::create_stream(&opened.raw), "opening a stream");
  }
  return std::make_unique<Stream>(device, opened.raw, opened.status);
}

}  // namespace obol::gpu
