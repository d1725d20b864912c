// Binary kernels of complex64 and complex128.
#include "cpu/elementwise.h"
#include "cpu/isa.h"
#include "ops/binary.h"

#define OBOL_KERNELS "cpu/elementwise_binary_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {

Kernel binary_kernel_of_complexes(BinaryOp op, DType dtype) {
  static const auto lookup = OBOL_SELECT(binary_lookup<kComplexes>);
  return lookup(op, dtype);
}

}  // namespace obol::cpu
