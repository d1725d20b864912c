// Scratch memory that begins at a multiple of 64 bytes: Eigen's sums start at aligned addresses, so that only what lies
// alike in memory gives the same bits.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace obol::dense {

template <class T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) {}
  T* allocate(size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kAlignment)); }
  void deallocate(T* p, size_t) { ::operator delete(p, kAlignment); }
  bool operator==(const AlignedAllocator&) const { return true; }
  bool operator!=(const AlignedAllocator&) const { return false; }
};

template <class T>
using Buffer = std::vector<T, AlignedAllocator<T>>;

}  // namespace obol::dense
