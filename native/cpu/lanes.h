// The headers that lanes_kernels.h needs, to be included before for_each_isa.h.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "core/portable.h"
