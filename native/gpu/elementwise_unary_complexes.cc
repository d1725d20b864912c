// Unary kernels of complex64 and complex128.
#include "gpu/elementwise_unary.h"

namespace obol::gpu {

Elementwise unary_of_complexes(UnaryOp op, DType dtype) { return unary_lookup<kComplexes>(op, dtype); }

}  // namespace obol::gpu
