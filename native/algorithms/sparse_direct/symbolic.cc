// The elimination tree (Liu 1986), the column counts (Gilbert, Ng and Peyton 1994), and columns of one pattern gathered to
// fronts, small ones even where some zeros come along (Ashcraft and Grimes 1989).
#include "algorithms/sparse_direct/symbolic.h"

#include <algorithm>
#include <numeric>

namespace obol::sparse_direct {
namespace {

size_t u(int64_t i) { return static_cast<size_t>(i); }
using Ints = std::vector<int32_t>;

class Analysis {
 public:
  Analysis(const Graph& graph, Ints order, Symbolic* out) : graph_(graph), n_(graph.n), out_(*out) {
    out_.n = n_;
    out_.order = std::move(order);
    out_.place.resize(u(n_));
  }

  void run() {
    invert();
    tree();
    // Twice: the largest child of a node goes last, for which the counts must be known.
    relabel(postorder(Ints(u(n_), 0)));
    count();
    relabel(postorder(counts_));
    gather();
    structures();
    share();
  }

 private:
  void invert() {
    for (int32_t i = 0; i < n_; ++i) out_.place[u(out_.order[u(i)])] = i;
  }

  template <class Visit>
  void neighbours(int32_t node, Visit&& visit) const {
    const size_t old = u(out_.order[u(node)]);
    for (int64_t p = graph_.start[old]; p < graph_.start[old + 1]; ++p) visit(out_.place[u(graph_.adjacent[u(p)])]);
  }

  void tree() {
    parent_.assign(u(n_), -1);
    Ints ancestor(u(n_), -1);
    for (int32_t i = 0; i < n_; ++i)
      neighbours(i, [&](int32_t j) {
        while (j < i) {
          const int32_t next = ancestor[u(j)];
          ancestor[u(j)] = i;
          if (next == -1) {
            parent_[u(j)] = i;
            return;
          }
          j = next;
        }
      });
  }

  // Children before parents, siblings by ascending weight.
  Ints postorder(const Ints& weight) const {
    Ints by(u(n_)), head(u(n_), -1), next(u(n_), -1), post;
    std::iota(by.begin(), by.end(), 0);
    std::stable_sort(by.begin(), by.end(), [&](int32_t a, int32_t b) { return weight[u(a)] < weight[u(b)]; });
    int32_t roots = -1;
    for (size_t i = by.size(); i-- > 0;) {
      int32_t& list = parent_[u(by[i])] < 0 ? roots : head[u(parent_[u(by[i])])];
      next[u(by[i])] = list;
      list = by[i];
    }
    post.reserve(u(n_));
    for (int32_t root = roots; root >= 0; root = next[u(root)]) {
      Ints stack{root};
      while (!stack.empty()) {
        const int32_t node = stack.back();
        int32_t& child = head[u(node)];
        if (child < 0) {
          post.push_back(node);
          stack.pop_back();
        } else {
          stack.push_back(child);
          child = next[u(child)];
        }
      }
    }
    return post;
  }

  // post[new] = the present label.
  void relabel(const Ints& post) {
    Ints to(u(n_)), order(u(n_)), parent(u(n_)), counts(counts_.size());
    for (int32_t i = 0; i < n_; ++i) to[u(post[u(i)])] = i;
    for (int32_t i = 0; i < n_; ++i) {
      const int32_t from = post[u(i)];
      order[u(i)] = out_.order[u(from)];
      parent[u(i)] = parent_[u(from)] < 0 ? -1 : to[u(parent_[u(from)])];
      if (!counts.empty()) counts[u(i)] = counts_[u(from)];
    }
    out_.order.swap(order);
    parent_.swap(parent);
    counts_.swap(counts);
    invert();
  }

  // Entries of each column of the factor. Labels are a postorder. A column's count is the number of row subtrees that hold
  // it: each leaf of one adds 1, the meeting of two leaves takes 1.
  void count() {
    Ints first(u(n_), -1), deepest(u(n_), -1), previous(u(n_), -1), ancestor(u(n_));
    counts_.assign(u(n_), 0);
    std::iota(ancestor.begin(), ancestor.end(), 0);
    for (int32_t j = 0; j < n_; ++j) {
      counts_[u(j)] = first[u(j)] < 0;
      for (int32_t a = j; a >= 0 && first[u(a)] < 0; a = parent_[u(a)]) first[u(a)] = j;
    }
    for (int32_t j = 0; j < n_; ++j) {
      if (parent_[u(j)] >= 0) --counts_[u(parent_[u(j)])];
      neighbours(j, [&](int32_t i) {
        if (i <= j || first[u(j)] <= deepest[u(i)]) return;
        deepest[u(i)] = first[u(j)];
        ++counts_[u(j)];
        int32_t meet = previous[u(i)];
        previous[u(i)] = j;
        if (meet < 0) return;
        int32_t top = meet;
        while (top != ancestor[u(top)]) top = ancestor[u(top)];
        while (meet != top) {
          const int32_t up = ancestor[u(meet)];
          ancestor[u(meet)] = top;
          meet = up;
        }
        --counts_[u(top)];
      });
      if (parent_[u(j)] >= 0) ancestor[u(j)] = parent_[u(j)];
    }
    for (int32_t j = 0; j < n_; ++j)
      if (parent_[u(j)] >= 0) counts_[u(parent_[u(j)])] += counts_[u(j)];
  }

  // Whether a front with `columns` may hold this share of zeros.
  static bool acceptable(double zeros, double entries, int64_t columns) {
    const double share = zeros / entries;
    return columns <= 8 || (columns <= 16 && share < 0.4) || (columns <= 48 && share < 0.1) || share < 0.05;
  }

  void gather() {
    struct Group {
      int32_t first, columns;
      int64_t size;
      double zeros;
    };
    std::vector<Group> groups;
    for (int32_t j = 0; j < n_; ++j) {
      const bool same = j > 0 && parent_[u(j - 1)] == j && counts_[u(j - 1)] == counts_[u(j)] + 1;
      if (same) {
        ++groups.back().columns;
      } else {
        groups.push_back({j, 1, counts_[u(j)], 0});
      }
      // A group's last child may join it: its columns lie just before.
      while (groups.size() > 1) {
        const bool complete = j + 1 == n_ || parent_[u(j)] != j + 1 || counts_[u(j)] != counts_[u(j + 1)] + 1;
        if (!complete) break;
        Group &child = groups[groups.size() - 2], &own = groups.back();
        if (parent_[u(own.first - 1)] < own.first || parent_[u(own.first - 1)] > j) break;
        const double added =
            static_cast<double>(child.columns) * static_cast<double>(child.columns + own.size - child.size);
        const int64_t columns = child.columns + own.columns, size = child.columns + own.size;
        const double entries =
            static_cast<double>(columns) * (static_cast<double>(size) - 0.5 * static_cast<double>(columns - 1));
        const double zeros = child.zeros + own.zeros + added;
        if (!acceptable(zeros, entries, columns)) break;
        child.columns += own.columns;
        child.size = size;
        child.zeros = zeros;
        groups.pop_back();
      }
    }
    front_of_.resize(u(n_));
    for (const Group& g : groups) {
      Front front;
      front.first = g.first;
      front.columns = g.columns;
      for (int32_t c = 0; c < g.columns; ++c) front_of_[u(g.first + c)] = static_cast<int32_t>(out_.fronts.size());
      out_.fronts.push_back(std::move(front));
    }
  }

  void structures() {
    Ints mark(u(n_), -1);
    int64_t held = 0;
    for (size_t f = 0; f < out_.fronts.size(); ++f) {
      Front& front = out_.fronts[f];
      const int32_t last = front.first + front.columns - 1, sign = static_cast<int32_t>(f);
      const auto add = [&](int32_t row) {
        if (row <= last || mark[u(row)] == sign) return;
        mark[u(row)] = sign;
        front.rows.push_back(row);
      };
      for (int32_t j = front.first; j <= last; ++j) neighbours(j, add);
      for (int32_t child : front.children)
        for (int32_t row : out_.fronts[u(child)].rows) add(row);
      std::sort(front.rows.begin(), front.rows.end());
      if (!front.rows.empty()) {
        front.parent = front_of_[u(front.rows.front())];
        out_.fronts[u(front.parent)].children.push_back(sign);
      }
      out_.entries += front.size() * front.columns;
      out_.largest_front = std::max(out_.largest_front, front.size());
      const int64_t rest = static_cast<int64_t>(front.rows.size());
      held += rest * rest;
      out_.working = std::max(out_.working, held);
      for (int32_t child : front.children) {
        const int64_t theirs = static_cast<int64_t>(out_.fronts[u(child)].rows.size());
        held -= theirs * theirs;
      }
    }
  }

  // Subtrees of at most 1/16 of the work, above some least work that is worth a thread.
  void share() {
    const size_t count = out_.fronts.size();
    std::vector<double> work(count, 0.0);
    Ints begin(count);
    double total = 0;
    for (size_t f = 0; f < count; ++f) {
      const Front& front = out_.fronts[f];
      const double m = static_cast<double>(front.size()), p = front.columns;
      const double own = p * m * m - p * p * m + p * p * p / 3 + 20 * m;
      work[f] += own;
      total += own;
      begin[f] = front.children.empty() ? static_cast<int32_t>(f) : begin[u(front.children.front())];
      for (int32_t child : front.children) begin[f] = std::min(begin[f], begin[u(child)]);
      if (front.parent >= 0) work[u(front.parent)] += work[f];
    }
    const double limit = total / 16;
    for (size_t f = 0; f < count;) {
      // The largest subtree that begins here and is small enough; none: the front is one of the top.
      size_t root = f;
      if (work[f] > limit) {
        out_.top.push_back(static_cast<int32_t>(f++));
        continue;
      }
      while (out_.fronts[root].parent >= 0 && work[u(out_.fronts[root].parent)] <= limit &&
             begin[u(out_.fronts[root].parent)] == static_cast<int32_t>(f))
        root = u(out_.fronts[root].parent);
      out_.subtrees.push_back({static_cast<int32_t>(f), static_cast<int32_t>(root) + 1});
      f = root + 1;
    }
    join_small(work, limit);
  }

  // Neighbouring subtrees with little to do are one task: a run of fronts needs no common root.
  void join_small(const std::vector<double>& work, double limit) {
    std::vector<Subtree> joined;
    double held = 0;
    for (const Subtree& s : out_.subtrees) {
      const double mine = work[u(s.end) - 1];
      if (!joined.empty() && joined.back().end == s.begin && held + mine <= limit) {
        joined.back().end = s.end;
        held += mine;
      } else {
        joined.push_back(s);
        held = mine;
      }
    }
    out_.subtrees.swap(joined);
  }

  const Graph& graph_;
  int32_t n_;
  Symbolic& out_;
  Ints parent_, counts_, front_of_;
};

}  // namespace

Symbolic analyze(const Graph& graph, std::vector<int32_t> order) {
  Symbolic out;
  Analysis(graph, std::move(order), &out).run();
  return out;
}

}  // namespace obol::sparse_direct
