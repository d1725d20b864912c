// The tree of an upper bidiagonal matrix (Gu & Eisenstat 1995). A node is n rows and n or n + 1 columns; its middle row
// couples two nodes, B = U·[z; D]·Vᵀ with an arrow of which secular_roots knows the singular values. Without vectors a
// node carries the first and the last row of its V alone. The column behind a node's last singular vector (where it has
// n + 1) spans its null space.
#include <limits>

#include "algorithms/dense/divide_conquer.h"
#include "algorithms/dense/divide_conquer_parts.h"
#include "algorithms/dense/secular.h"
#include "device/threads.h"

namespace obol::dense {
namespace {

struct Node {
  int64_t at, n, columns;

  int64_t left() const { return n / 2; }
  Node first() const { return {at, left(), left() + 1}; }
  Node second() const { return {at + left() + 1, n - left() - 1, columns - left() - 1}; }
};

class Tree {
 public:
  Tree(int64_t n, double* d, double* e, double* u, int64_t ldu, double* v, int64_t ldv)
      : size_(n),
        ldu_(ldu),
        ldv_(u != nullptr ? ldv : 2),
        d_(d),
        e_(e),
        u_(u),
        all_(u != nullptr),
        order_(static_cast<size_t>(n)) {
    const size_t square = static_cast<size_t>(n * n);
    rows_.resize(all_ ? 0 : static_cast<size_t>(2 * n));
    v_ = all_ ? v : rows_.data();
    right_.resize(square);
    left_.resize(all_ ? square : 0);
    gathered_.resize(all_ ? square : 0);
  }

  void solve() {
    for (int64_t j = 0; all_ && j < size_; ++j) {
      std::fill(u_ + j * ldu_, u_ + j * ldu_ + size_, 0.0);
      std::fill(v_ + j * ldv_, v_ + j * ldv_ + size_, 0.0);
    }
    const Node root{0, size_, size_};
    std::vector<Node> tasks;
    list(root, &tasks);
    for_each_chunk(static_cast<int64_t>(tasks.size()), [&](int64_t t) { join(tasks[static_cast<size_t>(t)], -1); });
    join(root, kSubtree);
    put_in_order();
  }

 private:
  void list(const Node& node, std::vector<Node>* tasks) const {
    if (node.n <= kSubtree) return tasks->push_back(node);
    list(node.first(), tasks);
    list(node.second(), tasks);
  }

  // Solves the nodes of more than `above` rows, those below first.
  void join(const Node& node, int64_t above) {
    if (node.n <= above) return;
    if (node.n <= 1) return leaf(node);
    join(node.first(), above);
    join(node.second(), above);
    merge(node);
  }

  double* v_rows(int64_t at) { return v_ + at * ldv_ + (all_ ? at : 0); }

  void leaf(const Node& node) {
    const int64_t at = node.at;
    double* const v = v_rows(at);
    double c = 1, s = 0;
    if (node.n == 1) {
      order_[static_cast<size_t>(at)] = 0;
      const double value = d_[at];
      if (node.columns == 2) {
        const double length = std::hypot(value, e_[at]);
        if (length > 0) c = value / length, s = e_[at] / length;
        d_[at] = length;
      } else {
        d_[at] = std::abs(value);
      }
      if (all_) u_[at * ldu_ + at] = node.columns == 1 && value < 0 ? -1 : 1;
    }
    if (node.columns == 1 && all_) v[0] = 1;
    if (node.columns == 1 && !all_) v[0] = v[1] = 1;
    if (node.columns == 2) {
      v[0] = c;
      v[1] = s;
      v[ldv_] = -s;
      v[ldv_ + 1] = c;
    }
  }

  void merge(const Node& node) {
    const int64_t at = node.at, n = node.n, nl = node.left(), columns = node.columns;
    const bool null = columns > n;
    double *const d = d_ + at, *const v = v_rows(at), *const u = all_ ? u_ + at * ldu_ + at : nullptr;
    int32_t* const order = order_.data() + at;
    double alpha = d[nl], beta = columns > nl + 1 ? e_[at + nl] : 0.0;
    double most = std::max(std::abs(alpha), std::abs(beta));
    d[nl] = 0;
    for (int64_t i = 0; i < n; ++i) most = std::max(most, d[i]);
    const double scale = scale_to_one(most);
    double most_d = 0;
    for (int64_t i = 0; i < n; ++i) {
      d[i] *= scale;
      most_d = std::max(most_d, d[i]);
    }
    alpha *= scale;
    beta *= scale;

    // The middle row in terms of the columns of V.
    Buffer<double> z(static_cast<size_t>(columns));
    for (int64_t i = 0; i <= nl; ++i) z[i] = alpha * v[i * ldv_ + (all_ ? nl : 1)];
    for (int64_t i = nl + 1; i < columns; ++i) z[i] = beta * v[i * ldv_ + (all_ ? nl + 1 : 0)];
    // The first row of all is zero in columns of the right part, the last one in those of the left, if there are both.
    for (int64_t i = 0; i < columns && !all_ && columns > nl + 1; ++i) v[i * 2 + (i <= nl ? 1 : 0)] = 0;
    const int64_t v_height = all_ ? columns : 2;
    if (null) {
      const double length = std::hypot(z[nl], z[n]);
      if (length > 0) rotate(v_height, v + nl * ldv_, v + n * ldv_, z[nl] / length, z[n] / length);
      z[nl] = length;
    }
    if (all_) u[nl * ldu_ + nl] = 1;

    if (most_d == 0 && alpha == 0 && beta == 0) {
      for (int64_t i = 0; i < n; ++i) order[i] = static_cast<int32_t>(i);
      return;
    }
    const double tolerance =
        4 * std::numeric_limits<double>::epsilon() * std::max(most_d, std::max(std::abs(alpha), std::abs(beta)));
    std::vector<int32_t> sorted(static_cast<size_t>(n - 1)), kept{static_cast<int32_t>(nl)}, deflated;
    for (int64_t i = nl + 1; i < n; ++i) order[i] += static_cast<int32_t>(nl + 1);
    std::merge(order, order + nl, order + nl + 1, order + n, sorted.data(),
               [&](int32_t a, int32_t b) { return d[a] < d[b]; });
    std::vector<Part> part(static_cast<size_t>(n), kLeft);
    std::fill(part.begin() + nl + 1, part.end(), kRight);
    part[nl] = kBoth;
    if (std::abs(z[nl]) <= tolerance) z[nl] = tolerance;

    // Deflation: a negligible z, or two values that count as one.
    int32_t held = -1;
    for (const int32_t j : sorted) {
      if (std::abs(z[j]) <= tolerance) {
        deflated.push_back(j);
        continue;
      }
      if (held >= 0 && d[j] - d[held] <= tolerance) {
        const double length = std::hypot(z[j], z[held]), c = z[j] / length, s = -z[held] / length;
        z[j] = length;
        rotate(v_height, v + held * ldv_, v + j * ldv_, c, s);
        if (all_) rotate(n, u + held * ldu_, u + j * ldu_, c, s);
        if (part[j] != part[held]) part[j] = kBoth;
        deflated.push_back(held);
      } else if (held >= 0) {
        kept.push_back(held);
      }
      held = j;
    }
    if (held >= 0) kept.push_back(held);

    const int64_t k = static_cast<int64_t>(kept.size());
    Buffer<double> pole(static_cast<size_t>(k)), arrow(static_cast<size_t>(k)), root(static_cast<size_t>(n));
    std::vector<Part> kept_part(static_cast<size_t>(k));
    for (int64_t i = 0; i < k; ++i) {
      pole[i] = d[kept[i]];
      arrow[i] = z[kept[i]];
      kept_part[i] = part[kept[i]];
    }
    // A value this small counts as the smallest that the pole at zero lets stand.
    if (k > 1) pole[1] = std::max(pole[1], tolerance / 2);
    double *const sv = right_.data() + at * size_, *const su = all_ ? left_.data() + at * size_ : nullptr;
    secular_roots(k, pole.data(), 1.0, true, arrow.data(), root.data(), sv, k);
    const Groups groups(k, kept_part.data());
    parallel_for(k, 16, [&](int64_t begin, int64_t end) {
      Buffer<double> x(static_cast<size_t>(k));
      for (int64_t i = begin; i < end; ++i) {
        const double norm = std::sqrt(secular_kernels().quotients(k, arrow.data(), sv + i * k, x.data()));
        for (int64_t j = 0; j < k; ++j) sv[i * k + groups.at[j]] = x[j] / norm;
        if (!all_) continue;
        for (int64_t j = 0; j < k; ++j) x[j] *= pole[j];
        x[0] = -1;
        const double left_norm = std::sqrt(kernels<double>().squared_norm(k, x.data()));
        for (int64_t j = 0; j < k; ++j) su[i * k + groups.at[j]] = x[j] / left_norm;
      }
    });

    for (size_t i = 0; i < deflated.size(); ++i) root[k + static_cast<int64_t>(i)] = d[deflated[i]];
    if (all_) {
      multiply_vectors(n, nl, n - nl - 1, kept, deflated, groups, su, at, u, ldu_);
      for (int64_t i = 0; i < n; ++i) u[i * ldu_ + nl] = i < k ? su[i * k + groups.at[0]] : 0.0;
      multiply_vectors(columns, nl + 1, columns - nl - 1, kept, deflated, groups, sv, at, v, ldv_);
    } else {
      multiply_rows(kept, deflated, groups, sv, v);
    }
    for (int64_t i = 0; i < n; ++i) d[i] = root[i] / scale;
    sort_order(n, d, order);
  }

  // Q·S for the upper `top` rows, and from row height − bottom the lower ones, each from the columns that are not zero
  // there. Deflated columns go behind.
  void multiply_vectors(int64_t height, int64_t top, int64_t bottom, const std::vector<int32_t>& kept,
                        const std::vector<int32_t>& deflated, const Groups& groups, const double* s, int64_t at,
                        double* q, int64_t ld) {
    const int64_t k = static_cast<int64_t>(kept.size()), upper = groups.begin[2];
    const int64_t lower_at = groups.begin[1], lower = k - lower_at, start = height - bottom;
    double* const from_top = gathered_.data() + at * size_;
    Buffer<double> from_bottom(static_cast<size_t>(bottom * lower)),
        aside(static_cast<size_t>(height) * deflated.size());
    for (int64_t i = 0; i < upper; ++i) {
      const double* const column = q + kept[groups.column[i]] * ld;
      std::copy(column, column + top, from_top + i * top);
    }
    for (int64_t i = 0; i < lower; ++i) {
      const double* const column = q + kept[groups.column[lower_at + i]] * ld;
      std::copy(column + start, column + height, from_bottom.data() + i * bottom);
    }
    for (size_t i = 0; i < deflated.size(); ++i) {
      const double* const column = q + deflated[i] * ld;
      std::copy(column, column + height, aside.data() + static_cast<int64_t>(i) * height);
    }
    multiply_into(top, k, upper, from_top, top, s, k, q, ld);
    multiply_into(bottom, k, lower, from_bottom.data(), bottom, s + lower_at, k, q + start, ld);
    for (size_t i = 0; i < deflated.size(); ++i) {
      const double* const column = aside.data() + static_cast<int64_t>(i) * height;
      std::copy(column, column + height, q + (k + static_cast<int64_t>(i)) * ld);
    }
  }

  // The same for the first and the last row of V.
  void multiply_rows(const std::vector<int32_t>& kept, const std::vector<int32_t>& deflated, const Groups& groups,
                     const double* s, double* v) {
    const int64_t k = static_cast<int64_t>(kept.size()), n = k + static_cast<int64_t>(deflated.size());
    Buffer<double> rows(static_cast<size_t>(n)), products(static_cast<size_t>(2 * n));
    for (int end = 0; end < 2; ++end) {
      double *const row = rows.data(), *const product = products.data() + end * n;
      for (int64_t i = 0; i < k; ++i) row[i] = v[kept[groups.column[i]] * 2 + end];
      for (size_t i = 0; i < deflated.size(); ++i) product[k + static_cast<int64_t>(i)] = v[deflated[i] * 2 + end];
      parallel_for(k, 64, [&](int64_t begin, int64_t stop) {
        kernels<double>().apply_add(k, stop - begin, 1.0, s + begin * k, k, Op::kAdjoint, row, product + begin);
      });
    }
    for (int end = 0; end < 2; ++end)
      for (int64_t i = 0; i < n; ++i) v[i * 2 + end] = products[static_cast<size_t>(end * n + i)];
  }

  void put_in_order() {
    std::reverse(order_.begin(), order_.end());
    const Buffer<double> values(d_, d_ + size_);
    for (int64_t i = 0; i < size_; ++i) d_[i] = values[static_cast<size_t>(order_[static_cast<size_t>(i)])];
    if (!all_) return;
    reorder_columns(size_, order_.data(), u_, ldu_, right_.data());
    reorder_columns(size_, order_.data(), v_, ldv_, right_.data());
  }

  int64_t size_, ldu_, ldv_;
  double *d_, *e_, *u_, *v_;
  bool all_;
  std::vector<int32_t> order_;
  Buffer<double> rows_, right_, left_, gathered_;
};

}  // namespace

void bidiagonal_svd(int64_t n, double* d, double* e, double* u, int64_t ldu, double* v, int64_t ldv) {
  if (n > 0) Tree(n, d, e, u, ldu, v, ldv).solve();
}

}  // namespace obol::dense
