// What CUDA says of its devices.
#include "gpu/runtime/vendor/device.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>

namespace obol::gpu::vendor {
namespace {

std::string version(int number) { return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10); }

// The architectures that were compiled, "75-real,80-real,120", as numbers; the ones whose code is also there in the
// portable form, from which the driver makes code for newer devices.
bool holds_code_for(int capability) {
  for (const char* p = OBOL_ARCHITECTURES; *p != '\0';) {
    char* end = nullptr;
    const int built = static_cast<int>(std::strtol(p, &end, 10));
    const size_t length = std::strcspn(end, ",");
    const bool real = std::strncmp(end, "-virtual", length) != 0 || length == 0;
    const bool portable = length == 0 || std::strncmp(end, "-virtual", length) == 0;
    if (real && built / 10 == capability / 10 && built <= capability) return true;
    if (portable && built <= capability) return true;
    p = end + length;
    if (*p == ',') ++p;
  }
  return false;
}

}  // namespace

Error describe(int device, std::string* name, uint32_t* warp_size) {
  cudaDeviceProp p;
  const Error error = cudaGetDeviceProperties(&p, device);
  if (error != cudaSuccess) return error;
  *name = std::string(p.name) + ", compute capability " + std::to_string(p.major) + "." + std::to_string(p.minor) +
          ", " + std::to_string(p.totalGlobalMem >> 20) + " MiB";
  *warp_size = static_cast<uint32_t>(p.warpSize);
  return error;
}

// The driver is asked itself: the runtime library doesn't tell one that is too old from one that isn't there.
std::string why_none(Error error) {
  void* library = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) return std::string("no NVIDIA driver was found: ") + dlerror();
  const auto ask = reinterpret_cast<int (*)(int*)>(dlsym(library, "cuDriverGetVersion"));
  int driver = 0, runtime = 0;
  if (error == cudaErrorInsufficientDriver && ask != nullptr && ask(&driver) == 0 &&
      cudaRuntimeGetVersion(&runtime) == cudaSuccess && driver < runtime)
    return "the driver is older than the runtime: it knows CUDA " + version(driver) + ", this addon needs CUDA " +
           version(runtime);
  return "";
}

bool can_run(int device, std::string* why) {
  int major = 0, minor = 0;
  if (cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device) != cudaSuccess ||
      cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device) != cudaSuccess) {
    *why = text_of(cudaGetLastError());
    return false;
  }
  if (holds_code_for(10 * major + minor)) return true;
  *why = "compute capability " + std::to_string(major) + "." + std::to_string(minor) +
         " is not among the architectures of this addon (" OBOL_ARCHITECTURES ")";
  return false;
}

}  // namespace obol::gpu::vendor
