// HIP's names for the words that runtime/vendor is written in.
#pragma once

#include <hip/hip_runtime.h>

#include <cstddef>
#include <cstdint>
#include <string>

#define OBOL_GRID_CONSTANT
#ifdef __HIP_DEVICE_COMPILE__
#define OBOL_DEVICE_PASS 1
#else
#define OBOL_DEVICE_PASS 0
#endif

namespace obol::gpu::vendor {

using Error = hipError_t;
using RawStream = hipStream_t;
using RawEvent = hipEvent_t;
inline constexpr Error kSuccess = hipSuccess;
inline constexpr Error kOutOfMemory = hipErrorOutOfMemory;

inline const char* text_of(Error e) { return hipGetErrorString(e); }
inline Error last_error() { return hipGetLastError(); }

inline Error count_devices(int* count) { return hipGetDeviceCount(count); }
inline Error set_device(int device) { return hipSetDevice(device); }
Error describe(int device, std::string* name, uint32_t* warp_size);
// Why there can be no device on this machine, beyond what the failed call says; empty where nothing is known.
std::string why_none(Error error);
// Whether this addon holds code for the device; if not, why.
bool can_run(int device, std::string* why);

inline Error allocate(void** out, size_t bytes) { return hipMalloc(out, bytes); }
inline Error release(void* data) { return hipFree(data); }
inline Error allocate_pinned(void** out, size_t bytes) { return hipHostMalloc(out, bytes, hipHostMallocPortable); }
inline Error release_pinned(void* data) { return hipHostFree(data); }

inline Error create_stream(RawStream* out) { return hipStreamCreateWithFlags(out, hipStreamNonBlocking); }
inline Error wait_for(RawStream stream) { return hipStreamSynchronize(stream); }
inline Error create_event(RawEvent* out) { return hipEventCreateWithFlags(out, hipEventDisableTiming); }
inline Error destroy(RawEvent event) { return hipEventDestroy(event); }
inline Error record(RawEvent event, RawStream stream) { return hipEventRecord(event, stream); }
inline Error wait_for(RawEvent event) { return hipEventSynchronize(event); }
inline Error copy_in(void* to, const void* from, size_t bytes, RawStream stream) {
  return hipMemcpyAsync(to, from, bytes, hipMemcpyHostToDevice, stream);
}
inline Error copy_out(void* to, const void* from, size_t bytes, RawStream stream) {
  return hipMemcpyAsync(to, from, bytes, hipMemcpyDeviceToHost, stream);
}
inline Error copy_within(void* to, const void* from, size_t bytes, RawStream stream) {
  return hipMemcpyAsync(to, from, bytes, hipMemcpyDeviceToDevice, stream);
}

// One of the two buffers holds the result: `*result` says which. With `workspace` null only `*bytes` is answered.
Error sort_pairs(void* workspace, size_t* bytes, uint64_t* const keys[2], int64_t* const values[2], int64_t n, int bits,
                 int* result, RawStream stream);

__device__ inline uint32_t shuffle(uint32_t word, uint32_t lane) {
  return static_cast<uint32_t>(__shfl(static_cast<int>(word), static_cast<int>(lane)));
}

}  // namespace obol::gpu::vendor
