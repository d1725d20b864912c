// Two parts and a separator: a level set of a breadth-first search from far out, improved by moving nodes one by one.
#include <algorithm>
#include <queue>

#include "algorithms/sparse_direct/graph.h"

namespace obol::sparse_direct {
namespace {

constexpr int8_t kSeparator = 2;
// The larger part may have this share of the nodes.
constexpr double kBalance = 0.6;
constexpr int kPasses = 6;

size_t u(int32_t i) { return static_cast<size_t>(i); }

// A search from `root`: nodes by level, and where each level begins.
struct Levels {
  std::vector<int32_t> nodes, level;
  std::vector<size_t> begin;

  void search(const Graph& g, int32_t root) {
    nodes.clear();
    begin.assign(1, 0);
    level.assign(u(g.n), -1);
    nodes.push_back(root);
    level[u(root)] = 0;
    while (begin.back() < nodes.size()) {
      const size_t from = begin.back(), to = nodes.size();
      begin.push_back(to);
      for (size_t i = from; i < to; ++i)
        for (int64_t p = g.start[u(nodes[i])]; p < g.start[u(nodes[i]) + 1]; ++p) {
          const int32_t next = g.adjacent[static_cast<size_t>(p)];
          if (level[u(next)] >= 0) continue;
          level[u(next)] = static_cast<int32_t>(begin.size()) - 1;
          nodes.push_back(next);
        }
    }
  }
  size_t depth() const { return begin.size() - 1; }
  // Of the last level the node with the fewest neighbours.
  int32_t far(const Graph& g) const {
    int32_t best = nodes[begin[depth() - 1]];
    for (size_t i = begin[depth() - 1]; i < nodes.size(); ++i)
      if (g.degree(nodes[i]) < g.degree(best)) best = nodes[i];
    return best;
  }
};

// Moves of nodes out of the separator into a side, which draw their neighbours on the other side into it.
class Refinement {
 public:
  Refinement(const Graph& g, std::vector<int8_t>* side) : g_(g), side_(*side), locked_(u(g.n), 0) {
    for (int8_t s : side_) ++size_[s];
  }

  void run() {
    for (int i = 0; i < kPasses && pass(); ++i) continue;
  }
  int64_t size(int s) const { return size_[s]; }

 private:
  struct Move {
    int64_t gain;
    int32_t node;
    int8_t to;
    bool operator<(const Move& o) const { return gain != o.gain ? gain < o.gain : node > o.node; }
  };

  int64_t gain(int32_t node, int8_t to) const {
    int64_t drawn = 0;
    for (int64_t p = g_.start[u(node)]; p < g_.start[u(node) + 1]; ++p)
      drawn += side_[u(g_.adjacent[static_cast<size_t>(p)])] == 1 - to;
    return 1 - drawn;
  }
  void offer(int32_t node) {
    for (int8_t to = 0; to < 2; ++to) queue_[to].push({gain(node, to), node, to});
  }
  void put(int32_t node, int8_t to) {
    undo_.push_back({node, side_[u(node)]});
    --size_[side_[u(node)]];
    ++size_[to];
    side_[u(node)] = to;
  }
  int64_t imbalance() const { return std::abs(size_[0] - size_[1]); }

  // The best valid move at the head of a queue; entries whose gain has changed come again.
  bool head(int8_t to, Move* move) {
    auto& q = queue_[to];
    while (!q.empty()) {
      *move = q.top();
      if (side_[u(move->node)] == kSeparator && !locked_[u(move->node)]) {
        const int64_t now = gain(move->node, to);
        if (now == move->gain) return true;
        q.pop();
        q.push({now, move->node, to});
        continue;
      }
      q.pop();
    }
    return false;
  }

  bool pass() {
    undo_.clear();
    std::vector<int32_t> touched;
    for (int8_t to = 0; to < 2; ++to) queue_[to] = {};
    for (int32_t i = 0; i < g_.n; ++i)
      if (side_[u(i)] == kSeparator) offer(i);
    const int64_t limit = static_cast<int64_t>(kBalance * static_cast<double>(g_.n));
    const int64_t first = size_[2], first_imbalance = imbalance();
    int64_t best = first, best_imbalance = first_imbalance;
    size_t kept = 0;
    int64_t idle = 0;
    const int64_t patience = 60 + first / 2;
    while (idle < patience) {
      Move moves[2];
      const bool there[2] = {head(0, &moves[0]), head(1, &moves[1])};
      int pick = -1;
      for (int to = 0; to < 2; ++to) {
        if (!there[to]) continue;
        if (size_[to] + 1 > std::max(limit, size_[1 - to])) continue;
        if (pick < 0 || moves[to].gain > moves[pick].gain ||
            (moves[to].gain == moves[pick].gain && size_[to] < size_[pick]))
          pick = to;
      }
      if (pick < 0) break;
      const Move move = moves[pick];
      queue_[pick].pop();
      locked_[u(move.node)] = 1;
      touched.push_back(move.node);
      put(move.node, move.to);
      for (int64_t p = g_.start[u(move.node)]; p < g_.start[u(move.node) + 1]; ++p) {
        const int32_t other = g_.adjacent[static_cast<size_t>(p)];
        if (side_[u(other)] != 1 - move.to) continue;
        put(other, kSeparator);
        offer(other);
        // Its neighbours in the separator draw one node less.
        for (int64_t q = g_.start[u(other)]; q < g_.start[u(other) + 1]; ++q) {
          const int32_t near = g_.adjacent[static_cast<size_t>(q)];
          if (side_[u(near)] == kSeparator && !locked_[u(near)]) offer(near);
        }
      }
      ++idle;
      if (size_[2] < best || (size_[2] == best && imbalance() < best_imbalance)) {
        best = size_[2];
        best_imbalance = imbalance();
        kept = undo_.size();
        idle = 0;
      }
    }
    while (undo_.size() > kept) {
      const auto [node, before] = undo_.back();
      undo_.pop_back();
      --size_[side_[u(node)]];
      ++size_[before];
      side_[u(node)] = before;
    }
    for (int32_t node : touched) locked_[u(node)] = 0;
    return best < first || (best == first && best_imbalance < first_imbalance / 2);
  }

  const Graph& g_;
  std::vector<int8_t>& side_;
  std::vector<int8_t> locked_;
  std::vector<std::pair<int32_t, int8_t>> undo_;
  std::priority_queue<Move> queue_[2];
  int64_t size_[3] = {0, 0, 0};
};

}  // namespace

bool bisect(const Graph& g, std::vector<int8_t>* side) {
  Levels from;
  from.search(g, 0);
  int32_t root = from.far(g);
  for (int i = 0; i < 3; ++i) {
    const size_t depth = from.depth();
    from.search(g, root);
    if (i > 0 && from.depth() <= depth) break;
    root = from.far(g);
  }
  if (from.depth() < 4) return false;
  // The smallest level near the middle.
  size_t best = 0;
  for (size_t l = 1; l + 1 < from.depth(); ++l) {
    const size_t below = from.begin[l], above = from.nodes.size() - from.begin[l + 1];
    const size_t size = from.begin[l + 1] - from.begin[l];
    if (static_cast<double>(std::max(below, above)) > kBalance * static_cast<double>(g.n)) continue;
    if (best == 0 || size < from.begin[best + 1] - from.begin[best]) best = l;
  }
  if (best == 0) {
    // No level within the balance: the one that holds the middle.
    for (best = 1; best + 2 < from.depth() && from.begin[best + 1] < from.nodes.size() / 2;) ++best;
  }
  side->assign(u(g.n), 0);
  for (int32_t i = 0; i < g.n; ++i) {
    const size_t level = static_cast<size_t>(from.level[u(i)]);
    (*side)[u(i)] = level < best ? int8_t{0} : level > best ? int8_t{1} : kSeparator;
  }
  Refinement refinement(g, side);
  refinement.run();
  const int64_t smaller = std::min(refinement.size(0), refinement.size(1));
  return refinement.size(2) <= smaller && smaller * 8 > g.n;
}

}  // namespace obol::sparse_direct
