// The pool of threads (device/threads.h), under the names that CPU kernels call it by.
#pragma once

#include "device/threads.h"

namespace obol::cpu {

using obol::for_each_chunk;
using obol::parallel_for;
using obol::thread_count;

}  // namespace obol::cpu
