// CUDA's names for the words that runtime/vendor is written in.
#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <string>

#define OBOL_GRID_CONSTANT __grid_constant__
#ifdef __CUDA_ARCH__
#define OBOL_DEVICE_PASS 1
#else
#define OBOL_DEVICE_PASS 0
#endif

namespace obol::gpu::vendor {

using Error = cudaError_t;
using RawStream = cudaStream_t;
using RawEvent = cudaEvent_t;
inline constexpr Error kSuccess = cudaSuccess;
inline constexpr Error kOutOfMemory = cudaErrorMemoryAllocation;

inline const char* text_of(Error e) { return cudaGetErrorString(e); }
inline Error last_error() { return cudaGetLastError(); }

inline Error count_devices(int* count) { return cudaGetDeviceCount(count); }
inline Error set_device(int device) { return cudaSetDevice(device); }
Error describe(int device, std::string* name, uint32_t* warp_size);
// Why there can be no device on this machine, beyond what the failed call says; empty where nothing is known.
std::string why_none(Error error);
// Whether this addon holds code for the device; if not, why.
bool can_run(int device, std::string* why);

inline Error allocate(void** out, size_t bytes) { return cudaMalloc(out, bytes); }
inline Error release(void* data) { return cudaFree(data); }
inline Error allocate_pinned(void** out, size_t bytes) { return cudaHostAlloc(out, bytes, cudaHostAllocPortable); }
inline Error release_pinned(void* data) { return cudaFreeHost(data); }

inline Error create_stream(RawStream* out) { return cudaStreamCreateWithFlags(out, cudaStreamNonBlocking); }
inline Error wait_for(RawStream stream) { return cudaStreamSynchronize(stream); }
inline Error create_event(RawEvent* out) { return cudaEventCreateWithFlags(out, cudaEventDisableTiming); }
inline Error destroy(RawEvent event) { return cudaEventDestroy(event); }
inline Error record(RawEvent event, RawStream stream) { return cudaEventRecord(event, stream); }
inline Error wait_for(RawEvent event) { return cudaEventSynchronize(event); }
inline Error copy_in(void* to, const void* from, size_t bytes, RawStream stream) {
  return cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream);
}
inline Error copy_out(void* to, const void* from, size_t bytes, RawStream stream) {
  return cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream);
}
inline Error copy_within(void* to, const void* from, size_t bytes, RawStream stream) {
  return cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream);
}

// One of the two buffers holds the result: `*result` says which. With `workspace` null only `*bytes` is answered.
Error sort_pairs(void* workspace, size_t* bytes, uint64_t* const keys[2], int64_t* const values[2], int64_t n, int bits,
                 int* result, RawStream stream);

__device__ inline uint32_t shuffle(uint32_t word, uint32_t lane) {
  return __shfl_sync(0xFFFFFFFFu, word, static_cast<int>(lane));
}

}  // namespace obol::gpu::vendor
