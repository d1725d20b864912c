// Elimination within one front of a multifrontal LU: columns are tried in blocks, rows are exchanged for large pivots, and
// a column whose pivot would be small waits for the parent.
#pragma once

#include <algorithm>

#include "algorithms/dense/multiply.h"
#include "algorithms/sparse_direct/panels.h"

namespace obol::sparse_direct {

// A pivot has at least this part of its column's largest entry.
constexpr double kThreshold = 0.1;

template <class T>
class FrontLu {
 public:
  // a is m × m, column-major; pivots may come from its first `summed` rows and columns.
  FrontLu(int64_t m, int64_t summed, T* a, std::vector<int32_t>* rows, std::vector<int32_t>* cols)
      : m_(m), summed_(summed), a_(a), rows_(*rows), cols_(*cols) {}

  // Eliminates what it can; the number of pivots, which come first among rows and columns. `least`: the smallest one.
  int64_t run(double* least) {
    int64_t done = 0;
    for (bool again = true; again && done < summed_;) {
      const int64_t before = done;
      for (int64_t untried = summed_; done < untried;) block(&done, &untried, least);
      again = done > before;
    }
    return done;
  }

 private:
  static constexpr int64_t kBlock = 48;

  T* column(int64_t j) { return a_ + j * m_; }

  void block(int64_t* done, int64_t* untried, double* least) {
    const int64_t begin = *done, end = std::min(begin + kBlock, *untried);
    int64_t j = begin, good = end;
    while (j < good) {
      const int64_t r = pivot_row(j);
      if (r < 0) {
        exchange_columns(j, --good);
        continue;
      }
      exchange_rows(j, r);
      T* const own = column(j);
      *least = std::min(*least, magnitude(own[j]));
      const T inverse = T(1) / own[j];
      for (int64_t i = j + 1; i < m_; ++i) own[i] *= inverse;
      for (int64_t c = j + 1; c < end; ++c) {
        T* const other = column(c);
        const T factor = other[j];
        if (factor == T(0)) continue;
        for (int64_t i = j + 1; i < m_; ++i) other[i] -= own[i] * factor;
      }
      ++j;
    }
    const int64_t pivots = j - begin;
    if (pivots > 0) {
      dense::solve_unit_lower<T>(pivots, m_ - end, column(begin) + begin, m_, column(end) + begin, m_);
      dense::multiply_add<T>(m_ - j, m_ - end, pivots, T(-1), column(begin) + j, m_, dense::Op::kNone,
                             column(end) + begin, m_, dense::Op::kNone, column(end) + j, m_);
    }
    // What failed waits behind those not yet tried.
    const int64_t failed = end - j;
    for (int64_t q = 0; q < failed && j + q < *untried - 1 - q; ++q) exchange_columns(j + q, *untried - 1 - q);
    *untried -= failed;
    *done = j;
  }

  // The row of the largest entry that may be a pivot of column j; −1 if it is too small beside the others.
  int64_t pivot_row(int64_t j) {
    const T* const own = column(j);
    double most = 0, all = 0;
    int64_t at = -1;
    for (int64_t i = j; i < summed_; ++i)
      if (magnitude(own[i]) > most) {
        most = magnitude(own[i]);
        at = i;
      }
    for (int64_t i = summed_; i < m_; ++i) all = std::max(all, magnitude(own[i]));
    return most > 0 && most >= kThreshold * all ? at : -1;
  }

  void exchange_rows(int64_t i, int64_t k) {
    if (i == k) return;
    std::swap(rows_[u(i)], rows_[u(k)]);
    for (int64_t j = 0; j < m_; ++j) std::swap(column(j)[i], column(j)[k]);
  }
  void exchange_columns(int64_t i, int64_t k) {
    if (i == k) return;
    std::swap(cols_[u(i)], cols_[u(k)]);
    std::swap_ranges(column(i), column(i) + m_, column(k));
  }

  int64_t m_, summed_;
  T* a_;
  std::vector<int32_t>&rows_, &cols_;
};

}  // namespace obol::sparse_direct
