// Reverse Cuthill–McKee: the order of nodes that brings a matrix's entries near its diagonal.
#include <algorithm>
#include <numeric>

#include "algorithms/graph/graph_host.h"
#include "algorithms/graph/graph_routines.h"

namespace obol::graph {
namespace {

class CuthillMckee {
 public:
  explicit CuthillMckee(const HostGraph& g)
      : g_(g),
        degree_(static_cast<size_t>(g.n)),
        seen_(static_cast<size_t>(g.n), 0),
        order_(static_cast<size_t>(g.n)),
        level_(static_cast<size_t>(g.n)) {
    for (int32_t v = 0; v < g.n; ++v) {
      const auto begin = g.target.begin() + g.begin[v], end = g.target.begin() + g.begin[v + 1];
      degree_[v] = static_cast<int32_t>(end - begin - std::count(begin, end, v));
    }
  }

  Numbers<int32_t> order() {
    for (const int32_t seed : by_degree()) {
      if (seen_[seed] != kPlaced) place(peripheral(seed));
      if (seen_[seed] != kPlaced) place(seed);  // a pattern that is not symmetric: no way back to it
    }
    std::reverse(order_.begin(), order_.end());
    return std::move(order_);
  }

 private:
  static constexpr int32_t kPlaced = -1;
  static constexpr int kSearches = 8;  // a few are enough; the bound is for graphs made to need many

  bool earlier(int32_t a, int32_t b) const { return degree_[a] < degree_[b] || (degree_[a] == degree_[b] && a < b); }

  Numbers<int32_t> by_degree() const {
    const int32_t most = degree_.empty() ? 0 : *std::max_element(degree_.begin(), degree_.end());
    Numbers<int32_t> at(static_cast<size_t>(most) + 2, 0), nodes(degree_.size());
    for (const int32_t d : degree_) ++at[static_cast<size_t>(d) + 1];
    std::partial_sum(at.begin(), at.end(), at.begin());
    for (int32_t v = 0; v < g_.n; ++v) nodes[at[degree_[v]]++] = v;
    return nodes;
  }

  // The levels of a breadth-first search among the nodes not yet placed: how many, and the last level's first node by
  // degree.
  int32_t levels(int32_t root, int32_t* farthest) {
    int32_t* level = level_.data();
    int32_t* seen = seen_.data();
    const int32_t mark = ++search_;
    int32_t height = 0, begin = 0, end = 0, count = 0;
    level[count++] = root;
    seen[root] = mark;
    for (; end < count; ++height) {
      begin = end;
      end = count;
      for (int32_t i = begin; i < end; ++i) {
        const int32_t v = level[i];
        for (Place e = g_.begin[v]; e < g_.begin[v + 1]; ++e) {
          const int32_t w = g_.target[e];
          if (seen[w] == kPlaced || seen[w] == mark) continue;
          seen[w] = mark;
          level[count++] = w;
        }
      }
    }
    *farthest = *std::min_element(level + begin, level + end, [this](int32_t a, int32_t b) { return earlier(a, b); });
    return height;
  }

  // A node that lies about as far from some other as any two do.
  int32_t peripheral(int32_t root) {
    int32_t farthest = root;
    int32_t height = levels(root, &farthest);
    for (int i = 0; i < kSearches && height > 1; ++i) {
      const int32_t candidate = farthest;
      const int32_t taller = levels(candidate, &farthest);
      if (taller <= height) return candidate;
      height = taller;
      root = candidate;
    }
    return root;
  }

  void place(int32_t root) {
    int32_t* seen = seen_.data();
    seen[root] = kPlaced;
    int32_t next = placed_;
    order_[placed_++] = root;
    for (; next < placed_; ++next) {
      const int32_t v = order_[next];
      found_.clear();
      for (Place e = g_.begin[v]; e < g_.begin[v + 1]; ++e) {
        const int32_t w = g_.target[e];
        if (seen[w] == kPlaced) continue;
        seen[w] = kPlaced;
        found_.push_back(uint64_t{static_cast<uint32_t>(degree_[w])} << 32 | static_cast<uint32_t>(w));
      }
      if (found_.size() > 1) std::sort(found_.begin(), found_.end());
      for (const uint64_t key : found_) order_[placed_++] = static_cast<int32_t>(key & 0xffffffffu);
    }
  }

  const HostGraph& g_;
  Numbers<int32_t> degree_, seen_, order_, level_;
  std::vector<uint64_t> found_;  // degree, then number
  int32_t search_ = 0, placed_ = 0;
};

}  // namespace

Status cuthill_mckee(Backend& backend, const View& permutation, const CsrView& a, bool symmetric) {
  return guarded([&]() -> Status {
    HostGraph g;
    OBOL_TRY(download(backend, a, &g));
    if (!symmetric) g = symmetric_pattern(g);
    return upload(backend, permutation, CuthillMckee(g).order());
  });
}

}  // namespace obol::graph
