// HIP's devices: the vocabulary of gpu/runtime.h.
#pragma once

#include "gpu/runtime/vendor/launch.h"
#include "gpu/runtime/vendor/primitives.h"
