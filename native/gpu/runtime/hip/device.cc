// What HIP says of its devices.
#include "gpu/runtime/vendor/device.h"

#include <unistd.h>

#include <cstring>

#include "gpu/runtime/hip/library.h"

namespace obol::gpu::vendor {
namespace {

// "gfx90a" of "gfx90a:sramecc+:xnack-"; empty where this ROCm doesn't tell.
std::string architecture(int device) {
  // Newer runtimes may fill a longer structure than the one that was compiled against.
  union {
    hipDeviceProp_t properties;
    char room[8192];
  } p;
  std::memset(&p, 0, sizeof(p));
  if (hipGetDeviceProperties(&p.properties, device) != hipSuccess) return "";
  const char* name = p.properties.gcnArchName;
  return std::strncmp(name, "gfx", 3) == 0 ? std::string(name, std::strcspn(name, ":")) : "";
}

bool holds_code_for(const std::string& wanted) {
  for (const char* p = OBOL_ARCHITECTURES; *p != '\0';) {
    const size_t length = std::strcspn(p, ",");
    if (wanted.size() == length && wanted.compare(0, length, p, length) == 0) return true;
    p += length + (p[length] == ',' ? 1 : 0);
  }
  return false;
}

}  // namespace

Error describe(int device, std::string* name, uint32_t* warp_size) {
  char text[256] = "";
  size_t memory = 0;
  int lanes = 0;
  Error error = hipDeviceGetName(text, sizeof(text), device);
  if (error == hipSuccess) error = hipDeviceTotalMem(&memory, device);
  if (error == hipSuccess) error = hipDeviceGetAttribute(&lanes, hipDeviceAttributeWarpSize, device);
  *name = std::string(text) + ", " + architecture(device) + ", " + std::to_string(memory >> 20) + " MiB";
  *warp_size = static_cast<uint32_t>(lanes);
  return error;
}

std::string why_none(Error error) {
  const std::string problem = library_problem();
  if (!problem.empty() || error != hipErrorNoDevice) return problem;
  if (access("/dev/kfd", F_OK) != 0) return "no AMD driver was found: /dev/kfd is not there";
  return "the driver knows no device that ROCm can use";
}

// The kernels are made known to the runtime once a device is found that has code here: some runtimes end the process
// when they are given code for none of their devices.
bool can_run(int device, std::string* why) {
  const std::string name = architecture(device);
  if (!name.empty() && !holds_code_for(name)) {
    *why = name + " is not among the architectures of this addon (" OBOL_ARCHITECTURES ")";
    return false;
  }
  register_kernels();
  return true;
}

}  // namespace obol::gpu::vendor
