// Sparse matrices whose size only their making reveals: rows are made in chunks, each into memory of its own, then laid
// end to end. And the accumulator in which a row is summed up.
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

#include "cpu/backend.h"
#include "cpu/threads.h"

namespace obol::cpu {

// Things that chunks borrow one after the other: as many are made as are in use at once.
template <class T>
class Borrowed {
 public:
  template <class Make>
  std::unique_ptr<T> take(Make make) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (idle_.empty()) return make();
    std::unique_ptr<T> one = std::move(idle_.back());
    idle_.pop_back();
    return one;
  }
  void give_back(std::unique_ptr<T> one) {
    std::lock_guard<std::mutex> lock(mutex_);
    idle_.push_back(std::move(one));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> idle_;
};

// A row as a dense array with a list of what is set in it (Gilbert, Moler, Schreiber 1992): sums in the order of adding.
class SparseAccumulator {
 public:
  explicit SparseAccumulator(int64_t columns) : place_(static_cast<size_t>(columns), -1) {}

  void add(int32_t column, double value) {
    int32_t& place = place_[static_cast<size_t>(column)];
    if (place < 0) {
      place = static_cast<int32_t>(columns_.size());
      columns_.push_back(column);
      values_.push_back(value);
    } else {
      values_[static_cast<size_t>(place)] += value;
    }
  }
  // The columns in ascending order; value() tells what they hold until clear().
  const std::vector<int32_t>& sorted() {
    order_ = columns_;
    std::sort(order_.begin(), order_.end());
    return order_;
  }
  double value(int32_t column) const { return values_[static_cast<size_t>(place_[static_cast<size_t>(column)])]; }
  const std::vector<double>& values() const { return values_; }
  void clear() {
    for (int32_t c : columns_) place_[static_cast<size_t>(c)] = -1;
    columns_.clear();
    values_.clear();
  }

 private:
  std::vector<int32_t> place_, columns_, order_;
  std::vector<double> values_;
};

// Entries of the rows of one chunk.
struct RowsOfChunk {
  std::vector<int32_t> lengths, indices;
  std::vector<double> data;

  void put(int32_t column, double value) {
    indices.push_back(column);
    data.push_back(value);
  }
};

Status allocate_csr(Backend& backend, int64_t rows, int64_t cols, int64_t nnz, CsrMatrix* out);

// out = the matrix whose chunk of rows [begin, end) `make(begin, end, chunk)` fills: a length for each row, and entries
// in order.
template <class Make>
Status build_csr(Backend& backend, int64_t rows, int64_t cols, int64_t grain, Make&& make, CsrMatrix* out) {
  const int64_t chunks = (rows + grain - 1) / grain;
  std::vector<RowsOfChunk> parts(static_cast<size_t>(chunks));
  parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
    RowsOfChunk& part = parts[static_cast<size_t>(begin / grain)];
    part.lengths.reserve(static_cast<size_t>(end - begin));
    make(begin, end, part);
  });
  std::vector<int64_t> start(static_cast<size_t>(chunks) + 1, 0);
  for (size_t k = 0; k < parts.size(); ++k) start[k + 1] = start[k] + static_cast<int64_t>(parts[k].indices.size());
  OBOL_TRY(allocate_csr(backend, rows, cols, start.back(), out));
  const CsrView made = out->view();
  int32_t* const indptr = made.indptr.template as<int32_t>();
  int32_t* const indices = made.indices.template as<int32_t>();
  double* const data = made.data.template as<double>();
  indptr[0] = 0;
  for_each_chunk(chunks, [&](int64_t k) {
    const RowsOfChunk& part = parts[static_cast<size_t>(k)];
    int64_t at = start[static_cast<size_t>(k)];
    std::copy(part.indices.begin(), part.indices.end(), indices + at);
    std::copy(part.data.begin(), part.data.end(), data + at);
    int32_t* row = indptr + k * grain + 1;
    for (int32_t length : part.lengths) *row++ = static_cast<int32_t>(at += length);
  });
  return Status();
}

}  // namespace obol::cpu
