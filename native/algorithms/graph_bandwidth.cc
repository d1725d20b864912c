// Reverse Cuthill–McKee: the order of nodes that brings a matrix's entries near its diagonal.
#include <algorithm>
#include <numeric>

#include "algorithms/graph_host.h"
#include "algorithms/graph_routines.h"

namespace obol::graph {
namespace {

class CuthillMckee {
 public:
  explicit CuthillMckee(const HostGraph& g)
      : g_(g), degree_(static_cast<size_t>(g.n)), seen_(static_cast<size_t>(g.n), 0) {
    for (int32_t v = 0; v < g.n; ++v) {
      const auto begin = g.target.begin() + g.begin[v], end = g.target.begin() + g.begin[v + 1];
      degree_[v] = static_cast<int32_t>(end - begin - std::count(begin, end, v));
    }
    order_.reserve(static_cast<size_t>(g.n));
    level_.reserve(static_cast<size_t>(g.n));
  }

  std::vector<int32_t> order() {
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

  std::vector<int32_t> by_degree() const {
    const int32_t most = degree_.empty() ? 0 : *std::max_element(degree_.begin(), degree_.end());
    std::vector<int32_t> at(static_cast<size_t>(most) + 2, 0), nodes(degree_.size());
    for (const int32_t d : degree_) ++at[static_cast<size_t>(d) + 1];
    std::partial_sum(at.begin(), at.end(), at.begin());
    for (int32_t v = 0; v < g_.n; ++v) nodes[at[degree_[v]]++] = v;
    return nodes;
  }

  // The levels of a breadth-first search among the nodes not yet placed: how many, and the last level's first node by
  // degree.
  int32_t levels(int32_t root, int32_t* farthest) {
    level_.assign(1, root);
    seen_[root] = ++search_;
    int32_t height = 0;
    for (size_t begin = 0; begin < level_.size(); ++height) {
      const size_t end = level_.size();
      *farthest = *std::min_element(level_.begin() + static_cast<int64_t>(begin), level_.end(),
                                    [this](int32_t a, int32_t b) { return earlier(a, b); });
      for (; begin < end; ++begin) {
        const int32_t v = level_[begin];
        for (int64_t e = g_.begin[v]; e < g_.begin[v + 1]; ++e) {
          const int32_t w = g_.target[e];
          if (seen_[w] == kPlaced || seen_[w] == search_) continue;
          seen_[w] = search_;
          level_.push_back(w);
        }
      }
    }
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
    size_t next = order_.size();
    order_.push_back(root);
    seen_[root] = kPlaced;
    for (; next < order_.size(); ++next) {
      const int32_t v = order_[next];
      const auto first = static_cast<int64_t>(order_.size());
      for (int64_t e = g_.begin[v]; e < g_.begin[v + 1]; ++e) {
        const int32_t w = g_.target[e];
        if (seen_[w] == kPlaced) continue;
        seen_[w] = kPlaced;
        order_.push_back(w);
      }
      std::sort(order_.begin() + first, order_.end(), [this](int32_t a, int32_t b) { return earlier(a, b); });
    }
  }

  const HostGraph& g_;
  std::vector<int32_t> degree_, seen_, order_, level_;
  int32_t search_ = 0;
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
