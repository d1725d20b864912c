// How bytes cross from one addon's device to another's: a counted C struct, filled by the source's queue, awaited by the
// target's. Addons share no C++ types, so it is versioned and plain.
#pragma once

#include <stdint.h>

extern "C" {
// Version 1. `data` is readable once `state` is 1 (ready); 2 means that the source failed and `code`, `message` say why.
struct ObolCrossing {
  uint32_t version;
  uint32_t state;
  uint64_t bytes;
  void* data;
  int32_t code;
  char message[244];
  void* opaque;
  void (*wait)(ObolCrossing* self);     // returns when state is no longer 0
  void (*release)(ObolCrossing* self);  // each side calls it once
};
}

namespace obol {

class Status;

inline constexpr uint32_t kCrossingVersion = 1;

// A crossing of `bytes` with two owners; null when memory ran out.
ObolCrossing* make_crossing(uint64_t bytes);
// The source is done.
void settle_crossing(ObolCrossing* crossing, const Status& status);

}  // namespace obol
