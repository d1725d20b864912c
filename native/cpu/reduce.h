// What a reduction of one dtype compiles to, and the two drivers that use it: along rows (the elements of one result lie
// close together) and down columns (neighbouring results do). Dtypes are gone here: sizes and functions are left.
#pragma once

#include <cstring>
#include <memory>

#include "core/layout.h"
#include "core/status.h"
#include "ops/ops.h"

namespace obol::cpu {

// Sums are pairwise over blocks of so many elements (rows) or rows (columns); within one, lanes run side by side.
inline constexpr int64_t kReduceBlock = 1024;
inline constexpr int64_t kReduceRows = 32;

struct ReduceKernels {
  int64_t in_size = 0, acc_size = 0;
  bool pairwise = false;  // the order matters to the rounding
  // One accumulator from n side by side elements.
  void (*block)(const void* in, int64_t n, void* acc) = nullptr;
  // Results of `rows` rows of n elements, `step` elements apart.
  void (*rows)(const void* in, int64_t step, int64_t n, int64_t rows, void* out, int64_t out_step) = nullptr;
  // acc[c] takes in element c of each of the rows that start at in + offsets[r].
  void (*columns)(const void* in, const int64_t* offsets, int64_t rows, int64_t step, int64_t n, void* acc) = nullptr;
  void (*identity)(void* acc, int64_t n) = nullptr;
  void (*merge)(void* acc, const void* other, int64_t n) = nullptr;
  void (*finish)(const void* acc, int64_t n, void* out, int64_t out_step) = nullptr;
  bool (*settled)(const void* acc) = nullptr;  // nothing that follows can change it; may be absent
};

// Null for a dtype that the op does not accept. One file a group of operations.
const ReduceKernels* find_arithmetic(ReduceOp op, DType dtype);  // sum, prod, norm
const ReduceKernels* find_extreme(ReduceOp op, DType dtype);     // max, min
const ReduceKernels* find_truth(ReduceOp op, DType dtype);       // all, any, count_nonzero
const ReduceKernels* find_reduce(ReduceOp op, DType dtype);

// `kept` walks the kept axes of (in, out), `gone` those of in that go away.
Status reduce_rows(const ReduceKernels& k, const char* in, char* out, int64_t out_size, const Walk& kept,
                   const Walk& gone);
Status reduce_columns(const ReduceKernels& k, const char* in, char* out, int64_t out_size, const Walk& kept,
                      const Walk& gone);

// Merges groups of `n` accumulators that come one by one, as a balanced tree over their numbers.
class PairwiseStack {
 public:
  // For at most `pushes` groups.
  PairwiseStack(const ReduceKernels& k, int64_t n, int64_t pushes) : k_(k), n_(n), bytes_(n * k.acc_size) {
    int64_t depth = 2;
    while (pushes >>= 1) ++depth;
    const int64_t need = depth * bytes_;
    if (need > static_cast<int64_t>(sizeof(inline_))) heap_.reset(new char[static_cast<size_t>(need)]);
    base_ = heap_ ? heap_.get() : inline_;
  }
  // Where to put the next group, before `push`.
  char* top() { return base_ + height_ * bytes_; }
  void push() {
    ++height_;
    for (int64_t c = ++count_; (c & 1) == 0; c >>= 1) fold();
  }
  // The result; valid until the next push.
  const char* collapse() {
    while (height_ > 1) fold();
    return base_;
  }

 private:
  void fold() {
    k_.merge(base_ + (height_ - 2) * bytes_, base_ + (height_ - 1) * bytes_, n_);
    --height_;
  }

  const ReduceKernels& k_;
  int64_t n_, bytes_, height_ = 0, count_ = 0;
  char* base_;
  std::unique_ptr<char[]> heap_;
  alignas(64) char inline_[1024];
};

}  // namespace obol::cpu
