// Watches what the threads of a block do to its shared memory. The kernels are compiled with -fsanitize=thread, whose
// calls at each load and store arrive here (hooks.cc) and not at that sanitizer: two threads that touch the same bytes
// with no barrier between, one of them writing, are a race, and the block ends with its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gpu/runtime/sim/launch.h"

namespace obol::gpu::sim {

class Block;

enum class Access : uint8_t { kRead, kWrite, kAtomic };

class Watch {
 public:
  explicit Watch(Block* block);

  // Between these, this thread's accesses are watched.
  void begin(size_t shared_bytes);
  void end();
  void pass_barrier() { ++epoch_; }
  void run(uint32_t thread) { self_ = static_cast<uint16_t>(thread + 1); }

  void* shared() { return memory_ + kMargin; }

  // `code` is where the program goes on after the access.
  void touch(const void* p, size_t bytes, Access access, const void* code) {
    const uintptr_t offset = reinterpret_cast<uintptr_t>(p) - reinterpret_cast<uintptr_t>(memory_);
    if (offset < sizeof(memory_)) touch_shared(static_cast<int64_t>(offset) - kMargin, bytes, access, code);
  }

 private:
  // Around the shared memory lies some that belongs to nobody.
  static constexpr int64_t kMargin = 4096;

  // Who touched some bytes since the last barrier. A thread stands as its number + 1. Two readers are enough to know one
  // that is not the writer.
  struct Cell {
    uint32_t epoch = 0;
    uint16_t writer = 0, reader = 0, another = 0;
    bool atomic = false;  // what the writer did
    bool split = false;   // of a word: its bytes have cells that tell more
  };
  struct Codes {
    const void *writer, *reader, *another;
  };
  // Words of four bytes, then every byte: accesses are by words but for narrow types.
  static constexpr size_t kWords = kMostSharedBytes / 4;

  void touch_shared(int64_t offset, size_t bytes, Access access, const void* code);
  bool meets(size_t cell, Access access) const;
  void enter(size_t cell, Access access, const void* code);
  Cell& fresh(size_t cell);
  [[noreturn]] void outside(int64_t offset, const void* code);
  [[noreturn]] void race(size_t cell, Access access, const void* code);

  Block* block_;
  std::vector<Cell> cells_;
  std::vector<Codes> codes_;
  int64_t shared_bytes_ = 0;
  uint32_t epoch_ = 0;
  uint16_t self_ = 0;
  alignas(64) unsigned char memory_[kMostSharedBytes + 2 * kMargin];
};

extern __thread Watch* watching;  // of the block that this thread runs; null between blocks

// The line of the source that code of this program comes from, as `gpu/scan.h:71`, as well as it can be told.
std::string source_line(const void* code);

}  // namespace obol::gpu::sim
