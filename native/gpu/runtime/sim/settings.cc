#include "gpu/runtime/sim/settings.h"

#include <cstdlib>

namespace obol::gpu::sim {
namespace {

std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

Settings read() {
  Settings s;
  const auto refuse = [&](const char* name, const char* expected) {
    s.wrong = std::string("expected ") + expected + " for " + name + ", got " + variable(name);
  };
  const std::string warp = variable("OBOL_SIM_WARP");
  if (warp == "64")
    s.warp_size = 64;
  else if (!warp.empty() && warp != "32")
    refuse("OBOL_SIM_WARP", "32 or 64");

  const std::string order = variable("OBOL_SIM_ORDER"), shuffle = "shuffle:";
  if (order == "reverse") {
    s.direction = Direction::kReverse;
  } else if (order.rfind(shuffle, 0) == 0 && order.size() > shuffle.size() &&
             order.find_first_not_of("0123456789", shuffle.size()) == std::string::npos) {
    s.direction = Direction::kShuffle;
    s.seed = std::strtoull(order.c_str() + shuffle.size(), nullptr, 10);
  } else if (!order.empty() && order != "forward") {
    refuse("OBOL_SIM_ORDER", "forward, reverse or shuffle:SEED");
  }
  s.fault = variable("OBOL_SIM_FAULT");
  s.sites = variable("OBOL_SIM_SITES");
  return s;
}

}  // namespace

const Settings& settings() {
  static const Settings s = read();
  return s;
}

}  // namespace obol::gpu::sim
