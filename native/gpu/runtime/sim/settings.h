// What the environment says of the simulator, read once:
//   OBOL_SIM_WARP   32 (default) or 64
//   OBOL_SIM_ORDER  in which order blocks and threads run: forward (default), reverse, or shuffle:SEED
//   OBOL_SIM_FAULT  the site (site.h) of one barrier or bound check that is switched off
//   OBOL_SIM_SITES  a file to which the sites that were reached are added when the process ends
#pragma once

#include <cstdint>
#include <string>

namespace obol::gpu::sim {

enum class Direction : uint8_t { kForward, kReverse, kShuffle };

struct Settings {
  uint32_t warp_size = 32;
  Direction direction = Direction::kForward;
  uint64_t seed = 0;
  std::string fault, sites;
  std::string wrong;  // what can't be read, as a sentence; empty: nothing
};

const Settings& settings();

}  // namespace obol::gpu::sim
