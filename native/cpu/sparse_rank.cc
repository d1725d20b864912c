// Which kernel ranks the columns of short rows on this machine.
#include "cpu/isa.h"
#include "cpu/sparse_build.h"

#define OBOL_KERNELS "cpu/sparse_rank_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {

RankColumns rank_columns_kernel() { return OBOL_SELECT(rank_columns); }

}  // namespace obol::cpu
