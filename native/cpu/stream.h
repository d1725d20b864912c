// Stores that go past the caches: for outputs too large to be found there again, they save reading what is overwritten.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace obol::cpu {

#if defined(__SSE2__)
inline constexpr bool kCanStream = true;
// `out` is aligned to 16 bytes and `bytes` a multiple of 64.
inline void stream_bytes(char* out, const char* in, int64_t bytes) {
  for (int64_t i = 0; i < bytes; i += 64) {
    for (int64_t j = i; j < i + 64; j += 16)
      _mm_stream_si128(reinterpret_cast<__m128i*>(out + j), _mm_load_si128(reinterpret_cast<const __m128i*>(in + j)));
  }
}
inline void stream_fence() { _mm_sfence(); }
#else
inline constexpr bool kCanStream = false;
inline void stream_bytes(char* out, const char* in, int64_t bytes) { std::memcpy(out, in, static_cast<size_t>(bytes)); }
inline void stream_fence() {}
#endif

}  // namespace obol::cpu
