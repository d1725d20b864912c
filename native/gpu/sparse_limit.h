// The limit of what sparse matrices hold.
#pragma once

#include <limits>
#include <string>

#include "gpu/context.h"

namespace obol::gpu {

// kRange where a matrix would have more entries than int32 counts.
inline Status check_entries(int64_t entries, const char* what) {
  if (entries <= std::numeric_limits<int32_t>::max()) return Status();
  return Status(Code::kRange, std::string(what) + ": expected fewer than 2^31 elements in the result");
}

// The same for a number on the device. Waits.
inline Status check_entries(Context& context, const void* at, const char* what) {
  int64_t entries = 0;
  OBOL_TRY(context.read(&entries, at, sizeof(entries)));
  return check_entries(entries, what);
}

}  // namespace obol::gpu
