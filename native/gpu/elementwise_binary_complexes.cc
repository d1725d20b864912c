// Binary kernels of complex64 and complex128.
#include "gpu/elementwise_binary.h"

namespace obol::gpu {

Elementwise binary_of_complexes(BinaryOp op, DType dtype) { return binary_lookup<kComplexes>(op, dtype); }

}  // namespace obol::gpu
