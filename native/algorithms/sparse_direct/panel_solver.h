// Solves with a multifrontal factor L·Uᴴ: down the tree of fronts with L, up with Uᴴ. What a solve reads lies in the order
// in which it is read, since memory is what it waits for.
#pragma once

#include "algorithms/dense/blocked_kernels.h"
#include "algorithms/sparse_direct/panels.h"
#include "device/threads.h"

namespace obol::sparse_direct {

template <class T>
class PanelSolver {
 public:
  explicit PanelSolver(const Symbolic& symbolic) : s_(symbolic) {}

  // The next front: m × p panels of L and of U, with inverses on their diagonals, and the numbers of its rows and columns,
  // pivots first.
  void add(const T* down, const T* up, int64_t pivots, const std::vector<int32_t>& rows,
           const std::vector<int32_t>& cols) {
    panels_.push_back({down, up, static_cast<int64_t>(rows_.size()), static_cast<int64_t>(rows.size()), pivots});
    rows_.insert(rows_.end(), rows.begin(), rows.end());
    cols_.insert(cols_.end(), cols.begin(), cols.end());
  }

  // All fronts are there. Rows beyond a subtree's own, which several subtrees change, get places behind the n rows, for
  // each subtree its own.
  void finish() {
    std::vector<int32_t>& map = thread_map<1>(s_.n);
    for (const Subtree& tree : s_.subtrees) {
      outside_start_.push_back(outside_.size());
      const Front& last = s_.fronts[u(tree.end) - 1];
      const int32_t end = last.first + last.columns;
      const Panel &from = panels_[u(tree.begin)], &to = panels_[u(tree.end) - 1];
      std::vector<int32_t> beyond;
      for (int32_t f = tree.begin; f < tree.end; ++f)
        if (s_.fronts[u(f)].parent >= tree.end)
          beyond.insert(beyond.end(), s_.fronts[u(f)].rows.begin(), s_.fronts[u(f)].rows.end());
      std::sort(beyond.begin(), beyond.end());
      beyond.erase(std::unique(beyond.begin(), beyond.end()), beyond.end());
      for (size_t i = 0; i < beyond.size(); ++i) map[u(beyond[i])] = s_.n + static_cast<int32_t>(outside_.size() + i);
      for (int64_t i = from.at; i < to.at + to.size; ++i)
        if (rows_[u(i)] >= end) rows_[u(i)] = map[u(rows_[u(i)])];
      outside_.insert(outside_.end(), beyond.begin(), beyond.end());
    }
    outside_start_.push_back(outside_.size());
  }

  // X = after·A⁻¹·before·X in place, two diagonals that may be left out: `r` of its `stride` columns, row-major.
  void solve(int64_t stride, int64_t r, const double* before, const double* after, T* x) {
    w_.resize((u(s_.n) + outside_.size()) * u(r));
    y_.resize(u(s_.n * r));
    parallel_for(s_.n, 4096, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int32_t old = s_.order[u(i)];
        const double factor = before == nullptr ? 1 : before[old];
        for (int64_t c = 0; c < r; ++c) w_[u(i * r + c)] = x[old * stride + c] * factor;
      }
    });
    const int64_t trees = static_cast<int64_t>(s_.subtrees.size());
    for_each_chunk(trees, [&](int64_t t) {
      std::fill(outside_at(t, r), outside_at(t + 1, r), T(0));
      for (int32_t f = s_.subtrees[u(t)].begin; f < s_.subtrees[u(t)].end; ++f) forward(panels_[u(f)], r, false);
    });
    for (size_t i = 0; i < outside_.size(); ++i)
      for (int64_t c = 0; c < r; ++c) w_[u(outside_[i] * r + c)] += w_[(u(s_.n) + i) * u(r) + u(c)];
    for (int32_t f : s_.top) forward(panels_[u(f)], r, true);
    for (size_t i = s_.top.size(); i-- > 0;) backward(panels_[u(s_.top[i])], r, true);
    for_each_chunk(trees, [&](int64_t t) {
      for (int32_t f = s_.subtrees[u(t)].end; f-- > s_.subtrees[u(t)].begin;) backward(panels_[u(f)], r, false);
    });
    parallel_for(s_.n, 4096, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int32_t old = s_.order[u(i)];
        const double factor = after == nullptr ? 1 : after[old];
        for (int64_t c = 0; c < r; ++c) x[old * stride + c] = y_[u(i * r + c)] * factor;
      }
    });
  }

 private:
  static constexpr int64_t kShared = 1 << 16;  // entries of a panel that is worth all threads
  static constexpr int64_t kBlock = 128;       // columns of one solved at once
  static constexpr int64_t kStrip = 128;       // rows below that one thread takes
  static constexpr int64_t kColumns = 16;      // columns whose sums one thread takes

  struct Panel {
    const T *down, *up;
    int64_t at, size, pivots;
  };

  T* outside_at(int64_t t, int64_t r) { return w_.data() + (u(s_.n) + outside_start_[u(t)]) * u(r); }

  static T* scratch(int64_t size) {
    thread_local dense::Buffer<T> local;
    if (local.size() < u(size)) local.resize(u(size));
    return local.data();
  }

  // Of w a front takes its own rows, whose solution goes to y, and changes those beyond.
  void forward(const Panel& panel, int64_t r, bool shared) {
    const int64_t m = panel.size, p = panel.pivots;
    const int32_t *const rows = rows_.data() + panel.at, *const cols = cols_.data() + panel.at;
    T* const x = scratch(m);
    for (int64_t c = 0; c < r; ++c) {
      for (int64_t i = 0; i < p; ++i) x[i] = w_[u(rows[i] * r + c)];
      std::fill(x + p, x + m, T(0));
      if (shared && m * p >= kShared) {
        forward_shared(m, p, panel.down, x);
      } else {
        dense::kernels<T>().panel_forward(m, p, panel.down, m, x);
      }
      for (int64_t i = 0; i < p; ++i) y_[u(cols[i] * r + c)] = x[i];
      for (int64_t i = p; i < m; ++i) w_[u(rows[i] * r + c)] += x[i];
    }
  }

  void backward(const Panel& panel, int64_t r, bool shared) {
    const int64_t m = panel.size, p = panel.pivots;
    const int32_t* const cols = cols_.data() + panel.at;
    T* const x = scratch(m);
    for (int64_t c = 0; c < r; ++c) {
      for (int64_t i = 0; i < m; ++i) x[i] = y_[u(cols[i] * r + c)];
      if (shared && m * p >= kShared) {
        backward_shared(m, p, panel.up, x);
      } else {
        dense::kernels<T>().panel_backward(m, p, panel.up, m, x);
      }
      for (int64_t i = 0; i < p; ++i) y_[u(cols[i] * r + c)] = x[i];
    }
  }

  static void forward_shared(int64_t m, int64_t p, const T* a, T* x) {
    const auto& one = dense::kernels<T>();
    for (int64_t j = 0; j < p; j += kBlock) {
      const int64_t width = std::min(kBlock, p - j), below = j + width;
      one.panel_forward(width, width, a + j * m + j, m, x + j);
      parallel_for(m - below, kStrip, [&](int64_t begin, int64_t end) {
        one.apply_add(end - begin, width, T(-1), a + j * m + below + begin, m, dense::Op::kNone, x + j,
                      x + below + begin);
      });
    }
  }

  static void backward_shared(int64_t m, int64_t p, const T* a, T* x) {
    const auto& one = dense::kernels<T>();
    for (int64_t j = (p - 1) / kBlock * kBlock; j >= 0; j -= kBlock) {
      const int64_t width = std::min(kBlock, p - j), below = j + width;
      parallel_for(width, kColumns, [&](int64_t begin, int64_t end) {
        one.apply_add(m - below, end - begin, T(-1), a + (j + begin) * m + below, m, dense::Op::kAdjoint, x + below,
                      x + j + begin);
      });
      one.panel_backward(width, width, a + j * m + j, m, x + j);
    }
  }

  const Symbolic& s_;
  std::vector<Panel> panels_;
  std::vector<int32_t> rows_, cols_, outside_;
  std::vector<size_t> outside_start_;
  dense::Buffer<T> w_, y_;
};

}  // namespace obol::sparse_direct
