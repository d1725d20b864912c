// Solves with a multifrontal Cholesky factor: down the tree with L, up with Lᴴ. What a solve reads lies in the order in
// which it is read, since memory is what it waits for.
#pragma once

#include "algorithms/dense/blocked_kernels.h"
#include "algorithms/sparse_direct/panels.h"
#include "device/threads.h"

namespace obol::sparse_direct {

template <class T>
class PanelSolver {
 public:
  explicit PanelSolver(const Symbolic& symbolic) : s_(symbolic) {}

  // Front f is a panel at values + offsets[f], inverses on its diagonal.
  void prepare(const T* values, const std::vector<int64_t>& offsets) {
    values_ = values;
    int64_t rows = 0;
    for (const Front& front : s_.fronts) {
      panels_.push_back({offsets[panels_.size()], rows, front.first, front.columns, front.size()});
      rows += static_cast<int64_t>(front.rows.size());
    }
    rows_.reserve(u(rows));
    for (const Front& front : s_.fronts) rows_.insert(rows_.end(), front.rows.begin(), front.rows.end());
    // Rows beyond a subtree's own, which several subtrees change, get places behind the n rows, for each its own.
    for (const Subtree& tree : s_.subtrees) {
      outside_start_.push_back(outside_.size());
      std::vector<int32_t> beyond;
      for (int32_t f = tree.begin; f < tree.end; ++f)
        if (s_.fronts[u(f)].parent >= tree.end)
          beyond.insert(beyond.end(), s_.fronts[u(f)].rows.begin(), s_.fronts[u(f)].rows.end());
      std::sort(beyond.begin(), beyond.end());
      beyond.erase(std::unique(beyond.begin(), beyond.end()), beyond.end());
      std::vector<int32_t>& map = thread_map<1>(s_.n);
      for (size_t i = 0; i < beyond.size(); ++i) map[u(beyond[i])] = s_.n + static_cast<int32_t>(outside_.size() + i);
      const Front& last = s_.fronts[u(tree.end) - 1];
      const int32_t end = last.first + last.columns;
      for (int64_t i = panels_[u(tree.begin)].rows; i < panels_[u(tree.end) - 1].rows + rest_of(tree.end - 1); ++i)
        if (rows_[u(i)] >= end) rows_[u(i)] = map[u(rows_[u(i)])];
      outside_.insert(outside_.end(), beyond.begin(), beyond.end());
    }
    outside_start_.push_back(outside_.size());
  }

  // X = sign·A⁻¹·X in place: `r` of its `stride` columns, row-major.
  void solve(int64_t stride, int64_t r, double sign, T* x) {
    w_.resize((u(s_.n) + outside_.size()) * u(r));
    parallel_for(s_.n, 4096, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const T* const from = x + s_.order[u(i)] * stride;
        for (int64_t c = 0; c < r; ++c) w_[u(i * r + c)] = from[c];
      }
    });
    const int64_t trees = static_cast<int64_t>(s_.subtrees.size());
    for_each_chunk(trees, [&](int64_t t) {
      std::fill(outside_at(t, r), outside_at(t + 1, r), T(0));
      for (int32_t f = s_.subtrees[u(t)].begin; f < s_.subtrees[u(t)].end; ++f) forward(f, r, false);
    });
    for (size_t i = 0; i < outside_.size(); ++i)
      for (int64_t c = 0; c < r; ++c) w_[u(outside_[i] * r + c)] += w_[(u(s_.n) + i) * u(r) + u(c)];
    for (int32_t f : s_.top) forward(f, r, true);
    for (size_t i = s_.top.size(); i-- > 0;) backward(s_.top[i], r, true);
    for_each_chunk(trees, [&](int64_t t) {
      T* to = outside_at(t, r);
      for (size_t i = outside_start_[u(t)]; i < outside_start_[u(t) + 1]; ++i, to += r)
        std::copy(w_.data() + outside_[i] * r, w_.data() + (outside_[i] + 1) * r, to);
      for (int32_t f = s_.subtrees[u(t)].end; f-- > s_.subtrees[u(t)].begin;) backward(f, r, false);
    });
    parallel_for(s_.n, 4096, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        for (int64_t c = 0; c < r; ++c) x[s_.order[u(i)] * stride + c] = sign * w_[u(i * r + c)];
    });
  }

 private:
  static constexpr int64_t kShared = 1 << 16;  // entries of a panel that is worth all threads
  static constexpr int64_t kBlock = 128;       // columns of one solved at once
  static constexpr int64_t kStrip = 128;       // rows below that one thread takes
  static constexpr int64_t kColumns = 16;      // columns whose sums one thread takes

  struct Panel {
    int64_t at, rows;
    int32_t first, columns;
    int64_t size;
  };

  int64_t rest_of(int32_t f) const { return panels_[u(f)].size - panels_[u(f)].columns; }
  T* outside_at(int64_t t, int64_t r) { return w_.data() + (u(s_.n) + outside_start_[u(t)]) * u(r); }

  static T* scratch(int64_t size) {
    thread_local dense::Buffer<T> local;
    if (local.size() < u(size)) local.resize(u(size));
    return local.data();
  }

  // A front's rows as columns of a block: what w holds at its own, and what it takes from the rows beyond.
  void forward(int32_t f, int64_t r, bool shared) {
    const Panel& panel = panels_[u(f)];
    const int64_t m = panel.size, p = panel.columns;
    const T* const a = values_ + panel.at;
    const int32_t* const rows = rows_.data() + panel.rows;
    T* const own = w_.data() + panel.first * r;
    T* const x = scratch(m * r);
    for (int64_t c = 0; c < r; ++c) {
      T* const column = x + c * m;
      for (int64_t i = 0; i < p; ++i) column[i] = own[i * r + c];
      std::fill(column + p, column + m, T(0));
      if (shared && m * p >= kShared) {
        forward_shared(m, p, a, column);
      } else {
        dense::kernels<T>().panel_forward(m, p, a, m, column);
      }
      for (int64_t i = 0; i < p; ++i) own[i * r + c] = column[i];
      for (int64_t i = p; i < m; ++i) w_[u(rows[i - p] * r + c)] += column[i];
    }
  }

  void backward(int32_t f, int64_t r, bool shared) {
    const Panel& panel = panels_[u(f)];
    const int64_t m = panel.size, p = panel.columns;
    const T* const a = values_ + panel.at;
    const int32_t* const rows = rows_.data() + panel.rows;
    T* const own = w_.data() + panel.first * r;
    T* const x = scratch(m * r);
    for (int64_t c = 0; c < r; ++c) {
      T* const column = x + c * m;
      for (int64_t i = 0; i < p; ++i) column[i] = own[i * r + c];
      for (int64_t i = p; i < m; ++i) column[i] = w_[u(rows[i - p] * r + c)];
      if (shared && m * p >= kShared) {
        backward_shared(m, p, a, column);
      } else {
        dense::kernels<T>().panel_backward(m, p, a, m, column);
      }
      for (int64_t i = 0; i < p; ++i) own[i * r + c] = column[i];
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
  const T* values_ = nullptr;
  std::vector<Panel> panels_;
  std::vector<int32_t> rows_, outside_;
  std::vector<size_t> outside_start_;
  dense::Buffer<T> w_;
};

}  // namespace obol::sparse_direct
