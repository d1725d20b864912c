#include "gpu/runtime/sim/site.h"

#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>

#include "gpu/runtime/sim/settings.h"

namespace obol::gpu::sim {
namespace {

// From gpu/ on, for what lies there.
std::string short_name(const std::string& file) {
  const size_t gpu = file.rfind("/gpu/");
  return gpu == std::string::npos ? file : file.substr(gpu + 1);
}

// The sites that were reached; written down when the process ends.
class Reached {
 public:
  void add(SiteKind kind, Place place) {
    std::lock_guard<std::mutex> lock(mutex_);
    Seen& seen = seen_[{place.file_name(), uint64_t{place.line()} << 32 | place.column()}];
    if (seen.count++ == 0) seen.kind = kind, seen.place = place;
  }
  ~Reached() {
    if (seen_.empty()) return;
    std::map<std::string, uint64_t> lines;  // a header's site has a place in each file that includes it
    for (const auto& [key, seen] : seen_)
      lines[(seen.kind == SiteKind::kBound ? "bound " : "barrier ") + site_name(seen.place)] += seen.count;
    std::string text;
    for (const auto& [line, count] : lines) text += line + " " + std::to_string(count) + "\n";
    std::FILE* file = std::fopen(settings().sites.c_str(), "a");
    if (file == nullptr) return;
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
  }

 private:
  struct Seen {
    SiteKind kind;
    Place place;
    uint64_t count = 0;
  };
  std::mutex mutex_;
  std::map<std::pair<const char*, uint64_t>, Seen> seen_;
};

// OBOL_SIM_FAULT in parts, so that a place is compared by numbers first.
struct Fault {
  std::string file;
  uint32_t line = 0, column = 0;

  Fault() {
    const std::string& text = settings().fault;
    const size_t second = text.rfind(':'), first = second == std::string::npos ? second : text.rfind(':', second - 1);
    if (first == std::string::npos) return;
    file = text.substr(0, first);
    line = static_cast<uint32_t>(std::strtoul(text.c_str() + first + 1, nullptr, 10));
    column = static_cast<uint32_t>(std::strtoul(text.c_str() + second + 1, nullptr, 10));
  }
  bool at(Place place) const {
    return line == place.line() && column == place.column() && file == short_name(place.file_name());
  }
};

}  // namespace

const bool watches_sites = !settings().fault.empty() || !settings().sites.empty();

bool reach_site(SiteKind kind, Place place) {
  static Reached reached;
  static const Fault fault;
  if (!settings().sites.empty()) reached.add(kind, place);
  return fault.at(place);
}

std::string site_name(Place place) {
  return short_name(place.file_name()) + ":" + std::to_string(place.line()) + ":" + std::to_string(place.column());
}

bool same_site(Place a, Place b) {
  return a.line() == b.line() && a.column() == b.column() &&
         (a.file_name() == b.file_name() || std::strcmp(a.file_name(), b.file_name()) == 0);
}

}  // namespace obol::gpu::sim
