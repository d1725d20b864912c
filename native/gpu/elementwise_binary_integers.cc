// Binary kernels of the integer dtypes and bool.
#include "gpu/elementwise_binary.h"

namespace obol::gpu {

Elementwise binary_of_integers(BinaryOp op, DType dtype) { return binary_lookup<kBools | kIntegers>(op, dtype); }

}  // namespace obol::gpu
