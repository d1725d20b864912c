// Unary kernels of float32 and float64.
#include "cpu/elementwise.h"
#include "cpu/isa.h"
#include "ops/unary.h"

#define OBOL_KERNELS "cpu/elementwise_unary_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {

Kernel unary_kernel_of_floats(UnaryOp op, DType dtype) {
  static const auto lookup = OBOL_SELECT(unary_lookup<kFloats>);
  return lookup(op, dtype);
}

}  // namespace obol::cpu
