// Runs the threads of one block as fibers on the calling thread: each runs until it must wait for the others. A wait
// that can't end (a barrier that some threads don't reach) is an error that names the place, not a hang; so is a race in
// shared memory (watch.h).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/status.h"
#include "gpu/runtime/sim/fiber.h"
#include "gpu/runtime/sim/launch.h"
#include "gpu/runtime/sim/site.h"
#include "gpu/runtime/sim/thread.h"
#include "gpu/runtime/sim/watch.h"

namespace obol::gpu::sim {

class Block {
 public:
  // `body(argument, block, thread)` is what one thread does.
  using Body = void (*)(void* argument, Block* block, uint32_t thread);

  // This thread's block; its stacks are kept for the next launch.
  static Block& here();

  // Runs `threads` threads with fresh shared memory: filled with bytes that make NaN, so that what is read before it was
  // written shows.
  Status run(uint32_t threads, size_t shared_bytes, Body body, void* argument);
  void* shared() { return watch_.shared(); }

  void wait_at_barrier(Place place);
  void exchange(uint32_t from, void* value, uint32_t bytes, Place place);
  // Ends the block where the running thread is; does not return.
  [[noreturn]] void stop(std::string trouble);

 private:
  enum class State : uint8_t { kReady, kAtBarrier, kAtExchange, kDone };
  struct Member {
    Fiber fiber;
    Block* block = nullptr;
    uint32_t number = 0;
    State state = State::kReady;
    Place place{};
    uint32_t turn = 0;  // which of the two sets of slots its next exchange uses
  };

  static void start(void* member);
  void wait(State state, Place place);
  void run_threads(uint32_t threads);
  void run_warp(uint32_t first, uint32_t last);
  // Lets the members [first, last) go on if all of them wait in `state` at one place; false, and `trouble_`, if they
  // never will.
  bool release(uint32_t first, uint32_t last, State state);

  std::vector<std::unique_ptr<Member>> members_;
  Member* current_ = nullptr;
  Body body_ = nullptr;
  void* argument_ = nullptr;
  std::string trouble_;
  Watch watch_{this};
  alignas(16) unsigned char slots_[2][kMostThreads][16];
};

}  // namespace obol::gpu::sim
