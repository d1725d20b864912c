// Unary kernels of float32 and float64.
#include "gpu/elementwise_unary.h"

namespace obol::gpu {

Elementwise unary_of_floats(UnaryOp op, DType dtype) { return unary_lookup<kFloats>(op, dtype); }

}  // namespace obol::gpu
