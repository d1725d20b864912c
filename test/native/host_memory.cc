// How much memory there is: the least of what the machine has and what a cgroup allows, read below a root of files.
#include "device/host_memory.h"

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "native/check.h"

namespace {

std::string fresh_root() {
  char name[] = "/tmp/obol_memory_XXXXXX";
  const char* const made = mkdtemp(name);
  CHECK(made != nullptr);
  return made == nullptr ? "/nowhere" : made;
}

void write(const std::string& root, const std::string& path, const char* text) {
  for (size_t at = 1; (at = path.find('/', at)) != std::string::npos; ++at)
    mkdir((root + path.substr(0, at)).c_str(), 0700);
  std::FILE* const file = std::fopen((root + path).c_str(), "w");
  CHECK(file != nullptr);
  std::fputs(text, file);
  std::fclose(file);
}

}  // namespace

int main() {
  const std::string root = fresh_root();
  CHECK(obol::host_memory(root) == 0);
  write(root, "/proc/meminfo", "MemTotal:       2048 kB\nMemFree:        100 kB\n");
  CHECK(obol::host_memory(root) == 2048 * 1024);
  write(root, "/sys/fs/cgroup/memory.max", "max\n");
  CHECK(obol::host_memory(root) == 2048 * 1024);
  write(root, "/sys/fs/cgroup/memory.max", "1000000\n");
  CHECK(obol::host_memory(root) == 1000000);
  write(root, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(obol::host_memory(root) == 1000000);
  write(root, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "500000\n");
  CHECK(obol::host_memory(root) == 500000);
  CHECK(obol::host_memory() > 0);

  unsetenv("OBOL_MEMORY_LIMIT");
  CHECK(obol::host_memory_limit() == obol::host_memory() / 10 * 9);
  setenv("OBOL_MEMORY_LIMIT", "2k", 1);
  CHECK(obol::host_memory_limit() == 2048);
  setenv("OBOL_MEMORY_LIMIT", "0", 1);
  CHECK(obol::host_memory_limit() == 0);
  return obol::test::report("host_memory");
}
