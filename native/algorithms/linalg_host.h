// How an operation of linalg.cc works on a stack: host memory for its operands, ranges of matrices, and the sentence
// that says which matrix could not be done.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "algorithms/dense/decompositions.h"
#include "algorithms/linalg.h"
#include "device/threads.h"

namespace obol::linalg {

// Host memory of `size` elements, not written to.
template <class T>
class HostArray {
 public:
  Status allocate(int64_t size) {
    const size_t bytes = (static_cast<size_t>(size) * sizeof(T) + 63) / 64 * 64;
    memory_.reset(static_cast<T*>(std::aligned_alloc(64, bytes == 0 ? 64 : bytes)));
    if (memory_ == nullptr) return Status(Code::kMemory, "no host memory for " + std::to_string(bytes) + " bytes");
    return Status();
  }
  T* data() { return memory_.get(); }

 private:
  struct Free {
    void operator()(T* p) const { std::free(p); }
  };
  std::unique_ptr<T, Free> memory_;
};

// The elements of a contiguous view.
template <class T>
Status download(Backend& backend, const View& in, HostArray<T>* out) {
  OBOL_TRY(out->allocate(in.size()));
  return backend.download(out->data(), in);
}

inline int64_t rows_of(const View& x) { return x.shape(x.ndim() - 2); }
inline int64_t cols_of(const View& x) { return x.shape(x.ndim() - 1); }
// How many matrices (or other items of `inner` axes) a stack has.
int64_t stack_size(const View& x, int inner = 2);

// What `finding` says, for the argument `name` of `fn` with the stack axes of x.
Status explain(const dense::Finding& finding, const std::string& fn, const char* name, const View& x);

// Calls work(begin, end) -> Finding over ranges of [0, count), each matrix costing about `cost` operations; the first
// finding in the order of the stack. Small matrices are shared out over threads by ranges that are worth it, large ones
// take all threads one after the other.
template <class Work>
dense::Finding over_stack(int64_t count, double cost, Work&& work) {
  constexpr double kLarge = 3e7, kRange = 1e6;
  if (cost >= kLarge || cost * static_cast<double>(count) < 2 * kRange) return work(int64_t{0}, count);
  const int64_t grain = std::max<int64_t>(1, static_cast<int64_t>(kRange / std::max(cost, 1.0)));
  std::vector<dense::Finding> findings(static_cast<size_t>((count + grain - 1) / grain));
  std::atomic<bool> no_memory{false};
  parallel_for(count, grain, [&](int64_t begin, int64_t end) {
    try {
      dense::Finding& finding = findings[static_cast<size_t>(begin / grain)];
      finding = work(begin, end);
      finding.at += begin;
    } catch (const std::bad_alloc&) {
      no_memory = true;
    }
  });
  if (no_memory) throw std::bad_alloc();
  for (const dense::Finding& finding : findings)
    if (!finding.ok()) return finding;
  return dense::Finding();
}

// Calls f(Type<T>{}) for the floating type of a view; what runs out of memory within is a Status.
template <class F>
Status with_type(const View& x, F&& f) {
  try {
    return visit_dtype_in<kFloating>(x.dtype, Status(Code::kType, "expected a floating-point dtype"), f);
  } catch (const std::bad_alloc&) {
    return Status(Code::kMemory, "no host memory for the decomposition");
  }
}

}  // namespace obol::linalg
