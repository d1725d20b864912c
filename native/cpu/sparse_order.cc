// Which kernels look after the order of entries on this machine.
#include "cpu/isa.h"
#include "cpu/sparse_build.h"

#define OBOL_KERNELS "cpu/sparse_order_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {

EntriesRise entries_rise_kernel() { return OBOL_SELECT(entries_rise); }
RankColumns rank_columns_kernel() { return OBOL_SELECT(rank_columns); }

}  // namespace obol::cpu
