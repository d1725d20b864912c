// The kernels of all, any and count_nonzero, for each instruction set.
#include "cpu/isa.h"
#include "cpu/reduce.h"
#include "ops/reduce.h"

#define OBOL_REDUCE_TRUTH
#define OBOL_KERNELS "cpu/reduce_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {

const ReduceKernels* find_truth(ReduceOp op, DType dtype) { return OBOL_SELECT(find)(op, dtype); }

}  // namespace obol::cpu
