// Every function of the runtime that this addon calls, its compiler's calls included, under the runtime's own name: it
// passes the call on to the library that was found.
#include "gpu/runtime/hip/library.h"

#include <dlfcn.h>
#include <hip/hip_runtime.h>

#include <cstdlib>
#include <mutex>
#include <vector>

namespace obol::gpu::vendor {
namespace {

struct Library {
  void* handle = nullptr;
  std::string problem;

  // OBOL_ROCM_LIBRARY names one of one's own.
  Library() {
    const char* wanted = std::getenv("OBOL_ROCM_LIBRARY");
    if (wanted != nullptr && *wanted != '\0') {
      open(wanted);
      return;
    }
    for (const char* name : {"libamdhip64.so.7", "libamdhip64.so.6", "libamdhip64.so.5", "libamdhip64.so",
                             "/opt/rocm/lib/libamdhip64.so"}) {
      open(name);
      if (handle != nullptr) return;
    }
  }
  void open(const char* name) {
    handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    const std::string text = handle != nullptr ? "" : std::string("ROCm's runtime was not found: ") + dlerror();
    // A library that is there but can't be opened says more than one that isn't there.
    if (handle != nullptr || problem.empty() || text.find("No such file") == std::string::npos) problem = text;
  }
};

const Library& library() {
  static const Library opened;
  return opened;
}

void* find(const char* name) { return library().handle == nullptr ? nullptr : dlsym(library().handle, name); }

// What the compiler's start-up code of each file says before anything else runs: a bundle of kernels, and each kernel's
// two names. It is kept until register_kernels.
struct Kernel {
  const void* host;
  const char *device_text, *device_name;
};
struct Bundle {
  const void* data;
  std::vector<Kernel> kernels;
};
std::vector<Bundle*>& bundles() {
  static std::vector<Bundle*> all;
  return all;
}

}  // namespace

std::string library_problem() { return library().problem; }

void register_kernels() {
  static std::once_flag once;
  std::call_once(once, [] {
    const auto add_bundle = reinterpret_cast<void** (*)(const void*)>(find("__hipRegisterFatBinary"));
    const auto add_kernel = reinterpret_cast<void (*)(void**, const void*, const char*, const char*, unsigned, void*,
                                                      void*, void*, void*, int*)>(find("__hipRegisterFunction"));
    if (add_bundle == nullptr || add_kernel == nullptr) return;  // each launch answers that there is no such kernel
    for (const Bundle* bundle : bundles()) {
      void** handle = add_bundle(bundle->data);
      for (const Kernel& k : bundle->kernels)
        add_kernel(handle, k.host, k.device_text, k.device_name, ~0u, nullptr, nullptr, nullptr, nullptr, nullptr);
    }
  });
}

}  // namespace obol::gpu::vendor

using obol::gpu::vendor::bundles;
using obol::gpu::vendor::find;

extern "C" {

void** __hipRegisterFatBinary(const void* data) {
  bundles().push_back(new obol::gpu::vendor::Bundle{data, {}});
  return reinterpret_cast<void**>(bundles().back());
}
void __hipRegisterFunction(void** bundle, const void* host, char* device_text, const char* device_name, unsigned, void*,
                           void*, void*, void*, int*) {
  reinterpret_cast<obol::gpu::vendor::Bundle*>(bundle)->kernels.push_back({host, device_text, device_name});
}
void __hipUnregisterFatBinary(void**) {}  // at the process's end, which takes everything

#define OBOL_FORWARD(name, parameters, ...)                                      \
  hipError_t name parameters {                                                   \
    using Function = hipError_t(*) parameters;                                   \
    static const Function function = reinterpret_cast<Function>(find(#name));    \
    return function == nullptr ? hipErrorNotInitialized : function(__VA_ARGS__); \
  }

OBOL_FORWARD(__hipPushCallConfiguration, (dim3 grid, dim3 block, size_t shared, hipStream_t stream), grid, block,
             shared, stream)
OBOL_FORWARD(__hipPopCallConfiguration, (dim3 * grid, dim3* block, size_t* shared, hipStream_t* stream), grid, block,
             shared, stream)
OBOL_FORWARD(hipLaunchKernel,
             (const void* f, dim3 grid, dim3 block, void** arguments, size_t shared, hipStream_t stream), f, grid,
             block, arguments, shared, stream)
OBOL_FORWARD(hipGetLastError, (), )
OBOL_FORWARD(hipPeekAtLastError, (), )
OBOL_FORWARD(hipGetDeviceCount, (int* count), count)
OBOL_FORWARD(hipGetDevice, (int* device), device)
OBOL_FORWARD(hipSetDevice, (int device), device)
OBOL_FORWARD(hipGetDeviceProperties, (hipDeviceProp_t * properties, int device), properties, device)
OBOL_FORWARD(hipDeviceGetName, (char* name, int length, hipDevice_t device), name, length, device)
OBOL_FORWARD(hipDeviceTotalMem, (size_t * bytes, hipDevice_t device), bytes, device)
OBOL_FORWARD(hipDeviceGetAttribute, (int* value, hipDeviceAttribute_t attribute, int device), value, attribute, device)
OBOL_FORWARD(hipMalloc, (void** data, size_t bytes), data, bytes)
OBOL_FORWARD(hipFree, (void* data), data)
OBOL_FORWARD(hipHostMalloc, (void** data, size_t bytes, unsigned flags), data, bytes, flags)
OBOL_FORWARD(hipHostFree, (void* data), data)
OBOL_FORWARD(hipMemcpyAsync, (void* to, const void* from, size_t bytes, hipMemcpyKind kind, hipStream_t stream), to,
             from, bytes, kind, stream)
OBOL_FORWARD(hipStreamCreateWithFlags, (hipStream_t * stream, unsigned flags), stream, flags)
OBOL_FORWARD(hipStreamSynchronize, (hipStream_t stream), stream)
OBOL_FORWARD(hipEventCreateWithFlags, (hipEvent_t * event, unsigned flags), event, flags)
OBOL_FORWARD(hipEventDestroy, (hipEvent_t event), event)
OBOL_FORWARD(hipEventRecord, (hipEvent_t event, hipStream_t stream), event, stream)
OBOL_FORWARD(hipEventSynchronize, (hipEvent_t event), event)

const char* hipGetErrorString(hipError_t error) {
  static const auto function = reinterpret_cast<const char* (*)(hipError_t)>(find("hipGetErrorString"));
  return function == nullptr ? "ROCm's runtime was not found" : function(error);
}
}
