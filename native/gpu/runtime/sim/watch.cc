#include "gpu/runtime/sim/watch.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstring>

#include "gpu/runtime/sim/block.h"

namespace obol::gpu::sim {
namespace {

constexpr uint16_t kSeveral = 0xFFFF;  // threads, by atomics

// The program or library that this code is part of.
const Dl_info& module() {
  static const Dl_info info = [] {
    Dl_info i{};
    dladdr(reinterpret_cast<void*>(&source_line), &i);
    return i;
  }();
  return info;
}

uint32_t offset_of(const void* code) {
  return static_cast<uint32_t>(static_cast<const char*>(code) - static_cast<const char*>(module().dli_fbase));
}

const char* verb(Access access) {
  return access == Access::kRead ? " reads it at " : (access == Access::kWrite ? " writes it at " : " changes it at ");
}

}  // namespace

__thread Watch* watching __attribute__((tls_model("initial-exec"))) = nullptr;

Watch::Watch(Block* block) : block_(block), cells_(kWords + kMostSharedBytes), codes_(kWords + kMostSharedBytes) {}

void Watch::begin(size_t shared_bytes) {
  shared_bytes_ = static_cast<int64_t>(shared_bytes);
  std::memset(shared(), 0xFF, shared_bytes);
  ++epoch_;
  watching = this;
}

void Watch::end() { watching = nullptr; }

Watch::Cell& Watch::fresh(size_t cell) {
  Cell& c = cells_[cell];
  if (c.epoch != epoch_) {
    c = Cell();
    c.epoch = epoch_;
  }
  return c;
}

// Whether the running thread's access to what the cell stands for is a race.
inline bool Watch::meets(size_t cell, Access access) const {
  const Cell& c = cells_[cell];
  if (c.epoch != epoch_) return false;
  const bool together = access == Access::kAtomic && c.atomic;
  if (c.writer != 0 && c.writer != self_ && !together) return true;
  return access != Access::kRead && ((c.reader != 0 && c.reader != self_) || (c.another != 0 && c.another != self_));
}

inline void Watch::enter(size_t cell, Access access, const void* code) {
  Cell& c = fresh(cell);
  if (access == Access::kRead) {
    if (c.reader == self_ || c.another != 0) return;
    (c.reader == 0 ? c.reader : c.another) = self_;
    (c.another == 0 ? codes_[cell].reader : codes_[cell].another) = code;
  } else {
    c.writer = access == Access::kAtomic && c.atomic && c.writer != self_ ? kSeveral : self_;
    c.atomic = access == Access::kAtomic;
    codes_[cell].writer = code;
  }
}

void Watch::touch_shared(int64_t offset, size_t bytes, Access access, const void* code) {
  if (offset < 0 || offset + static_cast<int64_t>(bytes) > shared_bytes_) outside(offset, code);
  const size_t first = static_cast<size_t>(offset), last = first + bytes;
  if (first % 4 == 0 && bytes % 4 == 0) {
    for (size_t word = first / 4; word < last / 4; ++word) {
      if (meets(word, access)) race(word, access, code);
      if (cells_[word].split && cells_[word].epoch == epoch_)
        for (size_t byte = kWords + 4 * word; byte < kWords + 4 * word + 4; ++byte)
          if (meets(byte, access)) race(byte, access, code);
      enter(word, access, code);
    }
  } else {
    for (size_t byte = first; byte < last; ++byte) {
      if (meets(byte / 4, access)) race(byte / 4, access, code);
      if (meets(kWords + byte, access)) race(kWords + byte, access, code);
      fresh(byte / 4).split = true;
      enter(kWords + byte, access, code);
    }
  }
}

void Watch::outside(int64_t offset, const void* code) {
  watching = nullptr;
  block_->stop("thread " + std::to_string(self_ - 1) + " touches byte " + std::to_string(offset) + " of " +
               std::to_string(shared_bytes_) + " bytes of shared memory, at " + source_line(code));
}

void Watch::race(size_t cell, Access access, const void* code) {
  watching = nullptr;
  const Cell& c = cells_[cell];
  const Codes& codes = codes_[cell];
  const size_t byte = cell < kWords ? 4 * cell : cell - kWords;
  const bool wrote = c.writer != 0 && c.writer != self_, first = c.reader != 0 && c.reader != self_;
  const uint16_t other = wrote ? c.writer : (first ? c.reader : c.another);
  const Access before = !wrote ? Access::kRead : (c.atomic ? Access::kAtomic : Access::kWrite);
  const void* there = wrote ? codes.writer : (first ? codes.reader : codes.another);
  block_->stop("race for byte " + std::to_string(byte) +
               " of shared memory: " + (other == kSeveral ? "several threads" : "thread " + std::to_string(other - 1)) +
               verb(before) + source_line(there) + ", thread " + std::to_string(self_ - 1) + verb(access) +
               source_line(code) + ", with no barrier between");
}

std::string source_line(const void* code) {
  char command[4096];
  std::snprintf(command, sizeof(command), "addr2line -i -e '%s' 0x%x 2>/dev/null", module().dli_fname,
                offset_of(code) - 1);
  std::string best;
  // The frames that were inlined into each other, innermost first: the first of a kernel, else the first of all.
  if (std::FILE* pipe = popen(command, "r")) {
    char line[4096];
    bool kernel = false;
    while (!kernel && std::fgets(line, sizeof(line), pipe) != nullptr) {
      line[std::strcspn(line, " \n")] = '\0';
      const char* gpu = std::strstr(line, "/gpu/");
      if (line[0] == '?' || std::strstr(line, "/gpu/runtime/") != nullptr) continue;
      kernel = gpu != nullptr;
      const char* test = std::strstr(line, "/test/");
      if (kernel || best.empty()) best = kernel ? gpu + 1 : (test != nullptr ? test + 1 : line);
    }
    pclose(pipe);
  }
  std::snprintf(command, sizeof(command), "code 0x%x", offset_of(code));
  return best.empty() ? command : best;
}

}  // namespace obol::gpu::sim
