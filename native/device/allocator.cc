#include "device/allocator.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>

namespace obol {
namespace {

std::mutex error_mutex;

// Bins an eighth of a power of two apart: at most 12.5 % of a block is unused.
size_t round_up(size_t bytes) {
  constexpr size_t kSmallest = 64;
  if (bytes <= kSmallest) return kSmallest;
  size_t power = kSmallest;
  while (power < bytes / 2 + bytes % 2) power *= 2;
  const size_t step = power / 8 < kSmallest ? kSmallest : power / 8;
  return (bytes + step - 1) / step * step;
}

// Freed blocks kept at most beside the live ones; what is above goes back at once.
constexpr size_t kMostCached = size_t{1} << 30;
// Live and cached bytes together may be so many more than were ever live at once, before a new block is acquired.
constexpr size_t kMostAbovePeak = size_t{64} << 20;

}  // namespace

void MemorySource::lend(void*, size_t, size_t) {}
void MemorySource::take_back(void*, size_t) {}

void Storage::set_error(const Status& status) {
  std::lock_guard<std::mutex> lock(error_mutex);
  if (!error_.ok() || status.ok()) return;
  error_ = status;
  failed_.store(true, std::memory_order_release);
}

void Storage::clear_error() {
  std::lock_guard<std::mutex> lock(error_mutex);
  error_ = Status();
  failed_.store(false, std::memory_order_release);
}

Status Storage::error() const {
  if (!failed()) return Status();
  std::lock_guard<std::mutex> lock(error_mutex);
  return error_;
}

void Storage::release() {
  if (count_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (lender_.give_back != nullptr)
    allocator_->give_back(bytes_, lender_);
  else
    allocator_->release(data_, bytes_, reserved_);
  delete this;
}

void* Allocator::from_cache(size_t reserved) {
  auto bin = bins_.find(reserved);
  if (bin == bins_.end() || bin->second.empty()) return nullptr;
  void* data = bin->second.back();
  bin->second.pop_back();
  cached_ -= reserved;
  return data;
}

Status Allocator::allocate(size_t bytes, StorageRef* out) {
  const size_t reserved = round_up(bytes);
  const auto refuse = [&](const std::string& why) {
    return Status(Code::kMemory, "out of memory: " + std::to_string(bytes) + " bytes asked for, " + why);
  };
  if (reserved < bytes) return refuse("more than can be addressed");
  std::lock_guard<std::mutex> lock(mutex_);
  void* data = from_cache(reserved);
  if (data == nullptr) {
    if (limit_ != 0 && live_reserved_ + cached_ + reserved > limit_) {
      empty_cache_locked();
      if (live_reserved_ + reserved > limit_)
        return refuse(std::to_string(stats_.live_bytes) + " bytes live under a limit of " + std::to_string(limit_));
    }
    peak_reserved_ = std::max(peak_reserved_, live_reserved_ + reserved);
    trim_cache(peak_reserved_ + kMostAbovePeak - (live_reserved_ + reserved));
    data = source_->acquire(reserved);
    if (data == nullptr) {
      empty_cache_locked();
      data = source_->acquire(reserved);
    }
    if (data == nullptr) return refuse(std::to_string(stats_.live_bytes) + " bytes live on the device");
  }
  source_->lend(data, bytes, reserved);
  live_reserved_ += reserved;
  stats_.live_bytes += static_cast<int64_t>(bytes);
  ++stats_.live_storages;
  *out = StorageRef(new Storage(this, data, bytes, reserved));
  return Status();
}

StorageRef Allocator::borrow(void* data, size_t bytes, Lender lender) {
  std::lock_guard<std::mutex> lock(mutex_);
  stats_.live_bytes += static_cast<int64_t>(bytes);
  ++stats_.live_storages;
  return StorageRef(new Storage(this, data, bytes, bytes, lender));
}

void Allocator::give_back(size_t bytes, const Lender& lender) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stats_.live_bytes -= static_cast<int64_t>(bytes);
    --stats_.live_storages;
  }
  lender.give_back(lender.context);
}

void Allocator::release(void* data, size_t bytes, size_t reserved) {
  std::lock_guard<std::mutex> lock(mutex_);
  live_reserved_ -= reserved;
  stats_.live_bytes -= static_cast<int64_t>(bytes);
  --stats_.live_storages;
  source_->take_back(data, reserved);
  if (cached_ + reserved > kMostCached) {
    source_->give_back(data, reserved);
    return;
  }
  cached_ += reserved;
  bins_[reserved].push_back(data);
}

// Gives the largest cached blocks back until at most `bytes` are cached.
void Allocator::trim_cache(size_t bytes) {
  while (cached_ > bytes) {
    const auto last = std::prev(bins_.end());
    for (; cached_ > bytes && !last->second.empty(); cached_ -= last->first) {
      source_->give_back(last->second.back(), last->first);
      last->second.pop_back();
    }
    if (last->second.empty()) bins_.erase(last);
  }
}

void Allocator::empty_cache_locked() {
  for (auto& [reserved, blocks] : bins_)
    for (void* data : blocks) source_->give_back(data, reserved);
  bins_.clear();
  cached_ = 0;
}

void Allocator::empty_cache() {
  std::lock_guard<std::mutex> lock(mutex_);
  empty_cache_locked();
}

MemoryStats Allocator::stats() const {
  std::lock_guard<std::mutex> lock(mutex_);
  MemoryStats s = stats_;
  s.cached_bytes = static_cast<int64_t>(cached_);
  s.limit_bytes = static_cast<int64_t>(limit_);
  return s;
}

size_t memory_limit_from_environment() {
  const char* text = std::getenv("OBOL_MEMORY_LIMIT");
  if (text == nullptr) return 0;
  char* end = nullptr;
  const double value = std::strtod(text, &end);
  if (end == text || !(value > 0)) return 0;
  double unit = 1;
  switch (*end) {
    case 'k':
    case 'K':
      unit = 1024.0;
      break;
    case 'm':
    case 'M':
      unit = 1024.0 * 1024.0;
      break;
    case 'g':
    case 'G':
      unit = 1024.0 * 1024.0 * 1024.0;
      break;
    default:
      break;
  }
  return static_cast<size_t>(value * unit);
}

}  // namespace obol
