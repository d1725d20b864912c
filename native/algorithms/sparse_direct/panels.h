// What the multifrontal factorisations share: scratch of a thread, and the row numbers of a front.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <memory>

#include "algorithms/dense/blocked_buffer.h"
#include "algorithms/sparse_direct/factor.h"

namespace obol::sparse_direct {

inline size_t u(int64_t i) { return static_cast<size_t>(i); }

// A map from rows of the matrix to rows of the front in work, one a thread; `Kind` tells maps in use at once apart.
template <int Kind>
std::vector<int32_t>& thread_map(int32_t n) {
  thread_local std::vector<int32_t> map;
  if (map.size() < u(n)) map.assign(u(n), -1);
  return map;
}

struct FreeMemory {
  void operator()(void* p) const { std::free(p); }
};
template <class T>
using HostPanels = std::unique_ptr<T, FreeMemory>;

// Uninitialised memory of a factor, in huge pages where it is large; nullptr where there is none.
template <class T>
HostPanels<T> allocate(int64_t entries) {
  constexpr size_t kHuge = size_t{2} << 20;
  const size_t bytes = u(std::max<int64_t>(entries, 8)) * sizeof(T), page = bytes < kHuge ? 64 : kHuge;
  const size_t whole = (bytes + page - 1) / page * page;
  void* const data = std::aligned_alloc(page, whole);
  if (data != nullptr && page == kHuge) madvise(data, whole, MADV_HUGEPAGE);
  return HostPanels<T>(static_cast<T*>(data));
}

inline int64_t aligned(int64_t entries) { return (entries + 7) / 8 * 8; }

// Panels one after another, in large blocks: for a thread that doesn't know their sizes beforehand.
template <class T>
class Arena {
 public:
  // nullptr where there is no memory.
  T* take(int64_t entries) {
    entries = aligned(entries);
    if (blocks_.empty() || used_ + entries > size_) {
      size_ = std::max(entries, kBlock);
      blocks_.push_back(allocate<T>(size_));
      used_ = 0;
    }
    T* const block = blocks_.back().get();
    if (block == nullptr) {
      size_ = 0;
      return nullptr;
    }
    used_ += entries;
    return block + used_ - entries;
  }

 private:
  static constexpr int64_t kBlock = (int64_t{4} << 20) / static_cast<int64_t>(sizeof(T));
  std::vector<HostPanels<T>> blocks_;
  int64_t size_ = 0, used_ = 0;
};

inline double conjugate(double x) { return x; }
inline std::complex<double> conjugate(std::complex<double> x) { return std::conj(x); }
inline double real_part(double x) { return x; }
inline double real_part(std::complex<double> x) { return x.real(); }
// Cheap and without overflow: within √2 of the absolute value.
inline double magnitude(double x) { return std::fabs(x); }
inline double magnitude(std::complex<double> x) { return std::fmax(std::fabs(x.real()), std::fabs(x.imag())); }

template <class T>
double largest_entry(const HostCsr<T>& a) {
  double most = 0;
  for (T value : a.data) most = std::fmax(most, magnitude(value));
  return most;
}

}  // namespace obol::sparse_direct
