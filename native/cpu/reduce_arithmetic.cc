// The kernels of sum, prod and norm, for each instruction set.
#include "cpu/isa.h"
#include "cpu/reduce.h"
#include "ops/reduce.h"

#define OBOL_REDUCE_ARITHMETIC
#define OBOL_KERNELS "cpu/reduce_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {

const ReduceKernels* find_arithmetic(ReduceOp op, DType dtype) { return OBOL_SELECT(find)(op, dtype); }

}  // namespace obol::cpu
