// The tree of a symmetric tridiagonal matrix: T = diag(T₁, T₂) + rho·v·vᵀ at every node (Cuppen 1981), deflation and
// vectors as in Gu & Eisenstat 1994/1995. Without vectors a node carries the first and the last row of its own alone.
#include <limits>

#include "algorithms/dense/divide_conquer.h"
#include "algorithms/dense/divide_conquer_parts.h"
#include "algorithms/dense/secular.h"
#include "device/threads.h"

namespace obol::dense {
namespace {

class Tree {
 public:
  Tree(int64_t n, double* d, double* e, double* vectors, int64_t ld)
      : size_(n), d_(d), e_(e), all_(vectors != nullptr), order_(static_cast<size_t>(n)) {
    const size_t square = static_cast<size_t>(n * n);
    if (!all_) rows_.resize(static_cast<size_t>(2 * n));
    q_ = all_ ? vectors : rows_.data();
    ld_ = all_ ? ld : 2;
    secular_.resize(square);
    gathered_.resize(all_ ? square : static_cast<size_t>(4 * n));
  }

  void solve() {
    for (int64_t j = 0; all_ && j < size_; ++j) std::fill(q_ + j * ld_, q_ + j * ld_ + size_, 0.0);
    std::vector<std::pair<int64_t, int64_t>> tasks;
    tear(0, size_, &tasks);
    for_each_chunk(static_cast<int64_t>(tasks.size()), [&](int64_t t) {
      const auto [at, n] = tasks[static_cast<size_t>(t)];
      join(at, n, 0);
    });
    join(0, size_, kSubtree);
    put_in_order();
  }

 private:
  // Takes rho·v·vᵀ off the diagonal at every node; lists the subtrees that are one task.
  void tear(int64_t at, int64_t n, std::vector<std::pair<int64_t, int64_t>>* tasks) {
    if (n <= kSubtree && tasks != nullptr) {
      tasks->push_back({at, n});
      tasks = nullptr;
    }
    if (n <= 1) return;
    const int64_t half = n / 2;
    const double rho = std::abs(e_[at + half - 1]);
    d_[at + half - 1] -= rho;
    d_[at + half] -= rho;
    tear(at, half, tasks);
    tear(at + half, n - half, tasks);
  }

  // Solves the nodes of more than `above` rows, those below first.
  void join(int64_t at, int64_t n, int64_t above) {
    if (n <= above || n == 0) return;
    if (n == 1) {
      order_[static_cast<size_t>(at)] = 0;
      if (all_)
        q_[at * ld_ + at] = 1;
      else
        q_[at * ld_] = q_[at * ld_ + 1] = 1;
      return;
    }
    join(at, n / 2, above);
    join(at + n / 2, n - n / 2, above);
    merge(at, n, n / 2);
  }

  void merge(int64_t at, int64_t n, int64_t n1) {
    double* const d = d_ + at;
    double* const q = q_ + at * ld_ + (all_ ? at : 0);
    int32_t* const order = order_.data() + at;
    const double coupling = e_[at + n1 - 1];
    double most = std::abs(coupling);
    for (int64_t i = 0; i < n; ++i) most = std::max(most, std::abs(d[i]));
    const double scale = scale_to_one(most);

    // v = (last row of Q₁, ± first row of Q₂), scaled to length 1.
    const double root_half = std::sqrt(0.5);
    Buffer<double> z(static_cast<size_t>(n)), pole(static_cast<size_t>(n)), kept_z(static_cast<size_t>(n));
    const double* const last = q + (all_ ? n1 - 1 : 1);
    const double* const first = q + (all_ ? n1 : 0);
    for (int64_t i = 0; i < n1; ++i) z[i] = last[i * ld_] * root_half;
    for (int64_t i = n1; i < n; ++i) z[i] = first[i * ld_] * (coupling < 0 ? -root_half : root_half);
    // The first row of all is zero in columns of the right part, the last one in those of the left.
    for (int64_t i = 0; i < n && !all_; ++i) q[i * 2 + (i < n1 ? 1 : 0)] = 0;
    const double rho = 2 * std::abs(coupling) * scale;
    double most_d = 0, most_z = 0;
    for (int64_t i = 0; i < n; ++i) {
      d[i] *= scale;
      most_d = std::max(most_d, std::abs(d[i]));
      most_z = std::max(most_z, std::abs(z[i]));
    }
    const double tolerance = 4 * std::numeric_limits<double>::epsilon() * std::max(most_d, most_z);

    std::vector<int32_t> sorted(static_cast<size_t>(n)), kept, deflated;
    for (int64_t i = n1; i < n; ++i) order[i] += static_cast<int32_t>(n1);
    std::merge(order, order + n1, order + n1, order + n, sorted.data(),
               [&](int32_t a, int32_t b) { return d[a] < d[b]; });
    std::vector<Part> part(static_cast<size_t>(n), kLeft);
    std::fill(part.begin() + n1, part.end(), kRight);

    // Deflation: a negligible z, or two poles that a rotation makes one.
    int32_t held = -1;
    for (const int32_t j : sorted) {
      if (rho * std::abs(z[j]) <= tolerance) {
        deflated.push_back(j);
        continue;
      }
      if (held >= 0) {
        const double length = std::hypot(z[j], z[held]), c = z[j] / length, s = -z[held] / length;
        if (std::abs((d[j] - d[held]) * c * s) <= tolerance) {
          z[j] = length;
          rotate(all_ ? n : 2, q + held * ld_, q + j * ld_, c, s);
          if (part[j] != part[held]) part[j] = kBoth;
          const double lower = d[held] * c * c + d[j] * s * s;
          d[j] = d[held] * s * s + d[j] * c * c;
          d[held] = lower;
          deflated.push_back(held);
        } else {
          kept.push_back(held);
        }
      }
      held = j;
    }
    if (held >= 0) kept.push_back(held);
    const int64_t k = static_cast<int64_t>(kept.size());
    if (k == 0) {
      std::copy(sorted.begin(), sorted.end(), order);
      for (int64_t i = 0; i < n; ++i) d[i] /= scale;
      return;
    }

    std::vector<Part> kept_part(static_cast<size_t>(k));
    Buffer<double> root(static_cast<size_t>(n));
    for (int64_t i = 0; i < k; ++i) {
      pole[i] = d[kept[i]];
      kept_z[i] = z[kept[i]];
      kept_part[i] = part[kept[i]];
    }
    double* const s = secular_.data() + at * size_;
    secular_roots(k, pole.data(), rho, false, kept_z.data(), root.data(), s, k);
    const Groups groups(k, kept_part.data());
    parallel_for(k, 16, [&](int64_t begin, int64_t end) {
      Buffer<double> x(static_cast<size_t>(k));
      for (int64_t i = begin; i < end; ++i) {
        const double norm = std::sqrt(secular_kernels().quotients(k, kept_z.data(), s + i * k, x.data()));
        for (int64_t j = 0; j < k; ++j) s[i * k + groups.at[j]] = x[j] / norm;
      }
    });

    for (size_t i = 0; i < deflated.size(); ++i) root[k + static_cast<int64_t>(i)] = d[deflated[i]];
    if (all_)
      multiply_vectors(at, n, n1, kept, deflated, groups, s);
    else
      multiply_rows(at, kept, deflated, groups, s);
    for (int64_t i = 0; i < n; ++i) d[i] = root[i] / scale;
    sort_order(n, d, order);
  }

  // Q·S: the left rows from the columns that are not zero there, and the right ones. Deflated columns go behind.
  void multiply_vectors(int64_t at, int64_t n, int64_t n1, const std::vector<int32_t>& kept,
                        const std::vector<int32_t>& deflated, const Groups& groups, const double* s) {
    const int64_t k = static_cast<int64_t>(kept.size()), n2 = n - n1, left = groups.begin[2];
    const int64_t right_at = groups.begin[1], right = k - right_at;
    double* const q = q_ + at * ld_ + at;
    double* const from_left = gathered_.data() + at * size_;
    Buffer<double> from_right(static_cast<size_t>(n2 * right)), aside(static_cast<size_t>(n) * deflated.size());
    for (int64_t i = 0; i < left; ++i) {
      const double* const column = q + kept[groups.column[i]] * ld_;
      std::copy(column, column + n1, from_left + i * n1);
    }
    for (int64_t i = 0; i < right; ++i) {
      const double* const column = q + kept[groups.column[right_at + i]] * ld_;
      std::copy(column + n1, column + n, from_right.data() + i * n2);
    }
    for (size_t i = 0; i < deflated.size(); ++i) {
      const double* const column = q + deflated[i] * ld_;
      std::copy(column, column + n, aside.data() + static_cast<int64_t>(i) * n);
    }
    multiply_into(n1, k, left, from_left, n1, s, k, q, ld_);
    multiply_into(n2, k, right, from_right.data(), n2, s + right_at, k, q + n1, ld_);
    for (size_t i = 0; i < deflated.size(); ++i) {
      const double* const column = aside.data() + static_cast<int64_t>(i) * n;
      std::copy(column, column + n, q + (k + static_cast<int64_t>(i)) * ld_);
    }
  }

  // The same for the first and the last row.
  void multiply_rows(int64_t at, const std::vector<int32_t>& kept, const std::vector<int32_t>& deflated,
                     const Groups& groups, const double* s) {
    const int64_t k = static_cast<int64_t>(kept.size()), n = k + static_cast<int64_t>(deflated.size());
    double *const q = q_ + at * 2, *const row = gathered_.data() + 4 * at, *const product = row + 2 * n;
    for (int end = 0; end < 2; ++end) {
      const auto& one = kernels<double>();
      for (int64_t i = 0; i < k; ++i) row[end * n + i] = q[kept[groups.column[i]] * 2 + end];
      for (size_t i = 0; i < deflated.size(); ++i)
        row[end * n + k + static_cast<int64_t>(i)] = q[deflated[i] * 2 + end];
      std::fill(product + end * n, product + end * n + k, 0.0);
      parallel_for(k, 64, [&](int64_t begin, int64_t stop) {
        one.apply_add(k, stop - begin, 1.0, s + begin * k, k, Op::kAdjoint, row + end * n, product + end * n + begin);
      });
    }
    for (int end = 0; end < 2; ++end)
      for (int64_t i = 0; i < n; ++i) q[i * 2 + end] = i < k ? product[end * n + i] : row[end * n + i];
  }

  void put_in_order() {
    Buffer<double> values(d_, d_ + size_);
    for (int64_t i = 0; i < size_; ++i) d_[i] = values[static_cast<size_t>(order_[static_cast<size_t>(i)])];
    if (!all_) return;
    reorder_columns(size_, order_.data(), q_, ld_, secular_.data());
  }

  int64_t size_, ld_;
  double *d_, *e_, *q_;
  bool all_;
  std::vector<int32_t> order_;
  Buffer<double> rows_, secular_, gathered_;
};

}  // namespace

void tridiagonal_eigen(int64_t n, double* d, double* e, double* vectors, int64_t ld) {
  if (n > 0) Tree(n, d, e, vectors, ld).solve();
}

}  // namespace obol::dense
