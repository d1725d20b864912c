// ROCm's runtime library, opened when the devices are first asked for. The addon is not linked with it: whichever
// version is installed serves, and without one the addon loads and says so.
#pragma once

#include <string>

namespace obol::gpu::vendor {

// Why the library could not be opened; empty if it was.
std::string library_problem();
// Gives the runtime the kernels that this addon holds; they can be launched from then on.
void register_kernels();

}  // namespace obol::gpu::vendor
