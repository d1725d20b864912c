// The simulator: the vocabulary of gpu/runtime.h on the host's processor. A device for tests and contributors.
#pragma once

#include "gpu/runtime/sim/device.h"
#include "gpu/runtime/sim/launch.h"
#include "gpu/runtime/sim/primitives.h"
#include "gpu/runtime/sim/thread.h"
