#include "device/host_memory.h"

#include <cstdio>
#include <cstdlib>

#include "device/allocator.h"

namespace obol {
namespace {

// The number that `format` finds in a line of the file, or 0 ("max" is none).
size_t number_in(const std::string& path, const char* format) {
  std::FILE* const file = std::fopen(path.c_str(), "r");
  if (file == nullptr) return 0;
  char line[256];
  unsigned long long value = 0;
  while (std::fgets(line, sizeof(line), file) != nullptr)
    if (std::sscanf(line, format, &value) == 1) break;
  std::fclose(file);
  return static_cast<size_t>(value);
}

}  // namespace

size_t host_memory(const std::string& root) {
  size_t least = number_in(root + "/proc/meminfo", "MemTotal: %llu") * 1024;
  for (const char* file : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    const size_t limit = number_in(root + file, "%llu");
    if (limit != 0 && (least == 0 || limit < least)) least = limit;
  }
  return least;
}

size_t host_memory_limit() {
  if (std::getenv("OBOL_MEMORY_LIMIT") != nullptr) return memory_limit_from_environment();
  return host_memory() / 10 * 9;
}

}  // namespace obol
