// Shortest paths: Dijkstra with an indexed heap of four children a node, sources shared out over the pool's threads.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <string>

#include "algorithms/graph/graph_host.h"
#include "algorithms/graph/graph_routines.h"
#include "device/threads.h"

namespace obol::graph {
namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();

// Nodes by distance, then by number.
class Heap {
 public:
  explicit Heap(int32_t n) : place_(static_cast<size_t>(n)) {}

  bool empty() const { return items_.empty(); }
  void start() {
    items_.clear();
    std::fill(place_.begin(), place_.end(), kNew);
  }
  bool taken(int32_t v) const { return place_[v] == kTaken; }
  bool waits(int32_t v) const { return place_[v] >= 0; }
  // Adds v, or brings it forward.
  void put(int32_t v, double distance) {
    int32_t at = place_[v];
    if (at < 0) {
      at = static_cast<int32_t>(items_.size());
      items_.push_back({distance, v});
    }
    const Item item{distance, v};
    while (at > 0) {
      const int32_t parent = (at - 1) / 4;
      if (!before(item, items_[parent])) break;
      move(at, items_[parent]);
      at = parent;
    }
    move(at, item);
  }
  // Takes the nearest.
  int32_t take(double* distance) {
    const Item first = items_.front(), last = items_.back();
    items_.pop_back();
    place_[first.node] = kTaken;
    *distance = first.distance;
    const auto size = static_cast<int32_t>(items_.size());
    if (size == 0) return first.node;
    int32_t at = 0;
    for (;;) {
      const int32_t child = 4 * at + 1;
      if (child >= size) break;
      int32_t best = child;
      for (int32_t i = child + 1; i < std::min(child + 4, size); ++i)
        if (before(items_[i], items_[best])) best = i;
      if (!before(items_[best], last)) break;
      move(at, items_[best]);
      at = best;
    }
    move(at, last);
    return first.node;
  }

 private:
  static constexpr int32_t kNew = -1, kTaken = -2;
  struct Item {
    double distance;
    int32_t node;
  };
  static bool before(const Item& a, const Item& b) {
    return a.distance < b.distance || (a.distance == b.distance && a.node < b.node);
  }
  void move(int32_t at, const Item& item) {
    items_[at] = item;
    place_[item.node] = at;
  }

  std::vector<Item> items_;
  std::vector<int32_t> place_;
};

// One search; `from` and `nearest` may be null.
void search(const HostGraph& g, const int32_t* sources, int64_t count, double limit, Heap* heap, double* distance,
            int32_t* from, int32_t* nearest) {
  heap->start();
  std::fill(distance, distance + g.n, kFar);
  if (from != nullptr) std::fill(from, from + g.n, kNobody);
  if (nearest != nullptr) std::fill(nearest, nearest + g.n, kNobody);
  for (int64_t i = 0; i < count; ++i) {
    distance[sources[i]] = 0;
    if (nearest != nullptr) nearest[sources[i]] = sources[i];
    heap->put(sources[i], 0);
  }
  const bool weighted = !g.weight.empty();
  while (!heap->empty()) {
    double here;
    const int32_t v = heap->take(&here);
    for (Place e = g.begin[v]; e < g.begin[v + 1]; ++e) {
      const int32_t w = g.target[e];
      if (heap->taken(w)) continue;
      const double there = here + (weighted ? g.weight[e] : 1.0);
      if (!(there <= limit) || (heap->waits(w) && !(there < distance[w]))) continue;
      distance[w] = there;
      if (from != nullptr) from[w] = v;
      if (nearest != nullptr) nearest[w] = nearest[v];
      heap->put(w, there);
    }
  }
}

// Heaps that chunks take and give back: as many as chunks run at once.
class Heaps {
 public:
  explicit Heaps(int32_t n) : n_(n) {}
  std::unique_ptr<Heap> take() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (free_.empty()) return std::make_unique<Heap>(n_);
    std::unique_ptr<Heap> heap = std::move(free_.back());
    free_.pop_back();
    return heap;
  }
  void give(std::unique_ptr<Heap> heap) {
    std::lock_guard<std::mutex> lock(mutex_);
    free_.push_back(std::move(heap));
  }

 private:
  int32_t n_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Heap>> free_;
};

Status read_sources(Backend& backend, const std::string& fn, const View& in, int32_t n, std::vector<int32_t>* out) {
  std::vector<int64_t> wide(static_cast<size_t>(in.size()));
  if (in.dtype == DType::kInt64) {
    if (!wide.empty()) OBOL_TRY(backend.download(wide.data(), in));
  } else if (in.dtype == DType::kInt32) {
    out->resize(wide.size());
    if (!wide.empty()) OBOL_TRY(backend.download(out->data(), in));
    wide.assign(out->begin(), out->end());
  } else {
    return Status(Code::kInternal, "malformed indices");
  }
  out->clear();
  out->reserve(wide.size());
  for (const int64_t i : wide) {
    if (i < -int64_t{n} || i >= n)
      return Status(Code::kRange, fn + ": expected numbers in [" + std::to_string(-int64_t{n}) + ", " +
                                      std::to_string(int64_t{n} - 1) + "] for indices, got " + std::to_string(i));
    out->push_back(static_cast<int32_t>(i < 0 ? i + n : i));
  }
  return Status();
}

// The part of a contiguous view from element `begin` on, as one axis.
View part(const View& x, int64_t begin, int64_t count) {
  View v = x;
  v.data = static_cast<char*>(x.data) + begin * static_cast<int64_t>(itemsize(x.dtype));
  v.layout = Layout::contiguous({count});
  return v;
}

}  // namespace

Status dijkstra(Backend& backend, const std::string& fn, const View& distances, const View& predecessors,
                const View& nearest, const CsrView& a, const View& sources, const PathRules& rules) {
  return guarded([&]() -> Status {
    HostGraph g;
    std::vector<int32_t> from;
    OBOL_TRY(download(backend, a, &g));
    for (const double w : g.weight)
      if (!(w >= 0))
        return Status(Code::kRange,
                      fn + ": expected weights >= 0 for csgraph, got " + (std::isnan(w) ? "NaN" : "a negative one"));
    OBOL_TRY(read_sources(backend, fn, sources, g.n, &from));
    if (!distances.given()) return Status();
    if (!rules.directed) g = both_ways(g);
    const int64_t n = g.n, rows = rules.min_only ? 1 : static_cast<int64_t>(from.size());
    // Rows on the host at a time: 64 MiB of them, and not fewer than there are threads.
    const int64_t batch =
        std::clamp<int64_t>((int64_t{64} << 20) / (12 * n), thread_count(), std::max<int64_t>(rows, thread_count()));
    const int64_t held = std::min(batch, rows);
    Numbers<double> distance(static_cast<size_t>(held * n));
    Numbers<int32_t> before(predecessors.given() ? static_cast<size_t>(held * n) : 0);
    Numbers<int32_t> source(nearest.given() ? static_cast<size_t>(n) : 0);
    Heaps heaps(g.n);
    std::atomic<bool> no_memory{false};
    const int64_t grain = std::max<int64_t>(1, 20000 / (n + int64_t{g.edges()} + 1));
    for (int64_t begin = 0; begin < rows; begin += held) {
      const int64_t count = std::min(held, rows - begin);
      parallel_for(count, grain, [&](int64_t first, int64_t last) {
        try {
          auto heap = heaps.take();
          for (int64_t row = first; row < last; ++row)
            search(g, rules.min_only ? from.data() : &from[static_cast<size_t>(begin + row)],
                   rules.min_only ? static_cast<int64_t>(from.size()) : 1, rules.limit, heap.get(),
                   distance.data() + row * n, before.empty() ? nullptr : before.data() + row * n,
                   source.empty() ? nullptr : source.data());
          heaps.give(std::move(heap));
        } catch (const std::bad_alloc&) {
          no_memory = true;
        }
      });
      if (no_memory) throw std::bad_alloc();
      OBOL_TRY(backend.upload(part(distances, begin * n, count * n), distance.data()));
      if (!before.empty()) OBOL_TRY(backend.upload(part(predecessors, begin * n, count * n), before.data()));
      if (!source.empty()) OBOL_TRY(backend.upload(part(nearest, 0, n), source.data()));
    }
    return Status();
  });
}

}  // namespace obol::graph
