// How much host memory a factorisation may take.
#include <cstdio>
#include <cstring>

#include "algorithms/sparse_direct/factor.h"
#include "device/allocator.h"

namespace obol::sparse_direct {
namespace {

// The number in a one-line file, or −1.
int64_t read_number(const char* path) {
  std::FILE* file = std::fopen(path, "r");
  if (file == nullptr) return -1;
  long long value = -1;
  if (std::fscanf(file, "%lld", &value) != 1) value = -1;
  std::fclose(file);
  return value;
}

int64_t available() {
  std::FILE* file = std::fopen("/proc/meminfo", "r");
  if (file == nullptr) return -1;
  char line[128];
  long long kilobytes = -1;
  while (std::fgets(line, sizeof(line), file) != nullptr)
    if (std::sscanf(line, "MemAvailable: %lld", &kilobytes) == 1) break;
  std::fclose(file);
  return kilobytes < 0 ? -1 : kilobytes * 1024;
}

}  // namespace

int64_t memory_allowed() {
  int64_t allowed = INT64_MAX;
  const auto limit = [&](int64_t bytes) {
    if (bytes >= 0 && bytes < allowed) allowed = bytes;
  };
  limit(available());
  const int64_t most = read_number("/sys/fs/cgroup/memory.max"), used = read_number("/sys/fs/cgroup/memory.current");
  if (most >= 0 && used >= 0) limit(most > used ? most - used : 0);
  const size_t wish = memory_limit_from_environment();
  if (wish > 0) limit(static_cast<int64_t>(wish));
  return allowed;
}

Status check_memory(int64_t bytes) {
  if (bytes <= memory_allowed()) return Status();
  return Status(Code::kMemory, "the factorisation would take " + std::to_string(bytes) + " bytes of host memory, " +
                                   std::to_string(memory_allowed()) + " are left");
}

}  // namespace obol::sparse_direct
