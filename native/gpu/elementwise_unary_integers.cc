// Unary kernels of the integer dtypes and bool.
#include "gpu/elementwise_unary.h"

namespace obol::gpu {

Elementwise unary_of_integers(UnaryOp op, DType dtype) { return unary_lookup<kBools | kIntegers>(op, dtype); }

}  // namespace obol::gpu
