// What code that was compiled with -fsanitize=thread calls at each load, store and atomic: kernels are watched (watch.h)
// without a word in their source. That sanitizer itself is never linked. Beside the address sanitizer, which the same
// code can't be compiled for, its check is made here.
#include <cstddef>
#include <cstdint>

#include "gpu/runtime/sim/watch.h"

using obol::gpu::sim::Access;
using obol::gpu::sim::watching;

#define HOOK extern "C" __attribute__((visibility("hidden")))

#if defined(__SANITIZE_ADDRESS__)
extern "C" void __asan_loadN(void* p, size_t bytes);
extern "C" void __asan_storeN(void* p, size_t bytes);
// The marks of the device's addresses hide what is held from the search for leaks.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() { return "detect_leaks=0"; }
#endif

namespace {

inline __attribute__((always_inline)) void touch(const volatile void* at, size_t bytes, Access access) {
  void* p = const_cast<void*>(at);
  if (watching != nullptr) watching->touch(p, bytes, access, __builtin_return_address(0));
#if defined(__SANITIZE_ADDRESS__)
  if (access == Access::kRead)
    __asan_loadN(p, bytes);
  else
    __asan_storeN(p, bytes);
#endif
}

}  // namespace

HOOK void __tsan_init() {}
HOOK void __tsan_func_entry(void*) {}
HOOK void __tsan_func_exit() {}
HOOK void __tsan_vptr_update(void**, void*) {}
HOOK void __tsan_read_range(void* p, size_t bytes) { touch(p, bytes, Access::kRead); }
HOOK void __tsan_write_range(void* p, size_t bytes) { touch(p, bytes, Access::kWrite); }

#define ACCESS(bytes)                                                                 \
  HOOK void __tsan_read##bytes(void* p) { touch(p, bytes, Access::kRead); }           \
  HOOK void __tsan_write##bytes(void* p) { touch(p, bytes, Access::kWrite); }         \
  HOOK void __tsan_unaligned_read##bytes(void* p) { touch(p, bytes, Access::kRead); } \
  HOOK void __tsan_unaligned_write##bytes(void* p) { touch(p, bytes, Access::kWrite); }
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)

// The order that is asked for is not weaker than this one.
#define ORDER __ATOMIC_SEQ_CST
#define CHANGE(bits, type, name)                                              \
  HOOK type __tsan_atomic##bits##_##name(volatile type* p, type value, int) { \
    touch(p, sizeof(type), Access::kAtomic);                                  \
    return __atomic_##name(p, value, ORDER);                                  \
  }
#define COMPARE(bits, type, strength, weak)                                                                            \
  HOOK int __tsan_atomic##bits##_compare_exchange_##strength(volatile type* p, type* expected, type value, int, int) { \
    touch(p, sizeof(type), Access::kAtomic);                                                                           \
    return __atomic_compare_exchange_n(p, expected, value, weak, ORDER, ORDER);                                        \
  }
#define ATOMIC(bits, type)                                                      \
  HOOK type __tsan_atomic##bits##_load(const volatile type* p, int) {           \
    touch(p, sizeof(type), Access::kAtomic);                                    \
    return __atomic_load_n(p, ORDER);                                           \
  }                                                                             \
  HOOK void __tsan_atomic##bits##_store(volatile type* p, type value, int) {    \
    touch(p, sizeof(type), Access::kAtomic);                                    \
    __atomic_store_n(p, value, ORDER);                                          \
  }                                                                             \
  HOOK type __tsan_atomic##bits##_exchange(volatile type* p, type value, int) { \
    touch(p, sizeof(type), Access::kAtomic);                                    \
    return __atomic_exchange_n(p, value, ORDER);                                \
  }                                                                             \
  CHANGE(bits, type, fetch_add)                                                 \
  CHANGE(bits, type, fetch_sub)                                                 \
  CHANGE(bits, type, fetch_and)                                                 \
  CHANGE(bits, type, fetch_or)                                                  \
  CHANGE(bits, type, fetch_xor)                                                 \
  COMPARE(bits, type, strong, false)                                            \
  COMPARE(bits, type, weak, true)
ATOMIC(8, uint8_t)
ATOMIC(16, uint16_t)
ATOMIC(32, uint32_t)
ATOMIC(64, uint64_t)

HOOK void __tsan_atomic_thread_fence(int) { __atomic_thread_fence(ORDER); }
HOOK void __tsan_atomic_signal_fence(int) { __atomic_signal_fence(ORDER); }
