// Binary kernels of float32 and float64.
#include "gpu/elementwise_binary.h"

namespace obol::gpu {

Elementwise binary_of_floats(BinaryOp op, DType dtype) { return binary_lookup<kFloats>(op, dtype); }

}  // namespace obol::gpu
