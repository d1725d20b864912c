// Fibers: a function on a stack of its own that can be left in the middle and taken up again, by one thread. The switch
// is a few instructions on x86-64 (fiber.cc) and ucontext elsewhere.
#pragma once

#include <cstddef>
#include <memory>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif

namespace obol::gpu::sim {

class Fiber {
 public:
  using Body = void (*)(void* argument);

  static constexpr size_t kStackBytes = 64 << 10;

  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // The next resume() starts `body` anew; it must leave by suspend() when it is done, never by returning.
  void prepare(Body body, void* argument);
  // From outside: runs the fiber until it suspends.
  void resume();
  // From inside: back to where resume() was called.
  void suspend();

 private:
  static void enter(Fiber* self);

  char* stack_;
  Body body_ = nullptr;
  void* argument_ = nullptr;
#if defined(__x86_64__)
  void* inside_ = nullptr;
  void* outside_ = nullptr;
#else
  ucontext_t inside_, outside_;
#endif
#if defined(__SANITIZE_ADDRESS__)
  void* fake_inside_ = nullptr;
  void* fake_outside_ = nullptr;
  const void* outside_stack_ = nullptr;
  size_t outside_bytes_ = 0;
#endif
};

}  // namespace obol::gpu::sim
