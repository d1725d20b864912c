#include "gpu/runtime/sim/fiber.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#if defined(__x86_64__)
// Saves what a call must preserve on the stack that is left, and takes it from the one that is taken up. The floating
// point modes stay as they are: all fibers share them.
asm(R"(
  .text
  .p2align 4
  .hidden obol_sim_switch
  .globl obol_sim_switch
  .type obol_sim_switch, @function
obol_sim_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size obol_sim_switch, . - obol_sim_switch

  .p2align 4
  .hidden obol_sim_start
  .globl obol_sim_start
  .type obol_sim_start, @function
obol_sim_start:
  movq %r12, %rdi
  callq *%r13
  ud2
  .size obol_sim_start, . - obol_sim_start
)");

extern "C" {
__attribute__((visibility("hidden"))) void obol_sim_switch(void** left, void* taken);
__attribute__((visibility("hidden"))) void obol_sim_start();
}
#endif

namespace obol::gpu::sim {

// Below each stack lies a page that can't be touched: an overflow ends the process where it happens.
constexpr size_t kGuardBytes = 4096;

Fiber::Fiber() {
  void* memory = mmap(nullptr, kGuardBytes + kStackBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  mprotect(memory, kGuardBytes, PROT_NONE);
  stack_ = static_cast<char*>(memory) + kGuardBytes;
}

Fiber::~Fiber() { munmap(stack_ - kGuardBytes, kGuardBytes + kStackBytes); }

void Fiber::enter(Fiber* self) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &self->outside_stack_, &self->outside_bytes_);
#endif
  self->body_(self->argument_);
  __builtin_unreachable();
}

void Fiber::prepare(Body body, void* argument) {
  body_ = body;
  argument_ = argument;
#if defined(__SANITIZE_ADDRESS__)
  __asan_unpoison_memory_region(stack_, kStackBytes);  // the last body may have been left in the middle
#endif
#if defined(__x86_64__)
  // As if obol_sim_start had been left: r15, r14, r13 (what it calls), r12 (its argument), rbx, rbp, return address.
  void** top = reinterpret_cast<void**>(stack_ + kStackBytes);
  *--top = nullptr;  // an even number of words above it: the stack is on 16 bytes at the call
  *--top = nullptr;
  *--top = reinterpret_cast<void*>(&obol_sim_start);
  *--top = nullptr;
  *--top = nullptr;
  *--top = this;
  *--top = reinterpret_cast<void*>(&Fiber::enter);
  *--top = nullptr;
  *--top = nullptr;
  inside_ = top;
#else
  getcontext(&inside_);
  inside_.uc_stack.ss_sp = stack_;
  inside_.uc_stack.ss_size = kStackBytes;
  inside_.uc_link = nullptr;
  const uintptr_t self = reinterpret_cast<uintptr_t>(this);
  makecontext(&inside_, reinterpret_cast<void (*)()>(+[](unsigned low, unsigned high) {
    enter(reinterpret_cast<Fiber*>(static_cast<uintptr_t>(static_cast<uint64_t>(high) << 32 | low)));
  }),
              2, static_cast<unsigned>(self), static_cast<unsigned>(static_cast<uint64_t>(self) >> 32));
#endif
}

void Fiber::resume() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&fake_outside_, stack_, kStackBytes);
#endif
#if defined(__x86_64__)
  obol_sim_switch(&outside_, inside_);
#else
  swapcontext(&outside_, &inside_);
#endif
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fake_outside_, nullptr, nullptr);
#endif
}

void Fiber::suspend() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&fake_inside_, outside_stack_, outside_bytes_);
#endif
#if defined(__x86_64__)
  obol_sim_switch(&inside_, outside_);
#else
  swapcontext(&inside_, &outside_);
#endif
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fake_inside_, &outside_stack_, &outside_bytes_);
#endif
}

}  // namespace obol::gpu::sim
