// Sites: the places in the source where a kernel checks a bound or waits at a barrier, named `gpu/scan.h:50:21` by file,
// line and column. One of them can be switched off (settings.h): a check that then holds always, a barrier that nobody
// waits at. Tests that can't tell are tests that would not see the bound or the barrier missing.
#pragma once

#include <source_location>
#include <string>

namespace obol::gpu::sim {

using Place = std::source_location;

enum class SiteKind : uint8_t { kBound, kBarrier };

extern const bool watches_sites;  // whether a site is switched off, or those that are reached are written down

// Notes that `place` was reached; whether it is the one that is switched off.
bool reach_site(SiteKind kind, Place place);

std::string site_name(Place place);
bool same_site(Place a, Place b);

}  // namespace obol::gpu::sim
