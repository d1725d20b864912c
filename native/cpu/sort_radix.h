// Stable radix sort of items by unsigned keys. Short ranges by insertion, ranges that fit the cache digit by digit from
// the lowest, longer ones are first dealt out by their highest digit; the longest by several threads at once.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "cpu/threads.h"

namespace obol::cpu {

// What is sorted: keys alone, a 32-bit key and a 32-bit number in one word, or a 64-bit key and a number.
struct Key32 {
  uint32_t bits;
  uint64_t key() const { return bits; }
};
struct Key64 {
  uint64_t bits;
  uint64_t key() const { return bits; }
};
struct Packed {
  uint64_t bits;
  uint64_t key() const { return bits >> 32; }
};
struct Numbered {
  uint64_t bits, number;
  uint64_t key() const { return bits; }
};

template <class Item>
class RadixSort {
 public:
  // Sorts items[0, n); `spare` is as long.
  static void sort(Item* items, Item* spare, int64_t n) {
    if (n < kShared)
      settle(items, spare, n, false);
    else
      share(items, spare, n);
  }

 private:
  static constexpr int64_t kInsertion = 40;
  static constexpr int64_t kCached = (int64_t{1} << 19) / static_cast<int64_t>(sizeof(Item));
  static constexpr int64_t kShared = int64_t{1} << 17;
  static constexpr int64_t kChunk = int64_t{1} << 16;
  static constexpr int kDealBits = 11;

  struct Range {
    uint64_t low = ~uint64_t{0}, high = 0;
    int bits() const { return high > low ? 64 - __builtin_clzll(high - low) : 0; }
    void take(const Range& r) {
      low = std::min(low, r.low);
      high = std::max(high, r.high);
    }
  };

  static Range range_of(const Item* a, int64_t n) {
    Range r;
    for (int64_t i = 0; i < n; ++i) {
      r.low = std::min(r.low, a[i].key());
      r.high = std::max(r.high, a[i].key());
    }
    return r;
  }

  static void insert(Item* a, int64_t n) {
    for (int64_t i = 1; i < n; ++i) {
      const Item x = a[i];
      const uint64_t key = x.key();
      int64_t j = i;
      for (; j > 0 && a[j - 1].key() > key; --j) a[j] = a[j - 1];
      a[j] = x;
    }
  }

  // Sorts what is in a; the result goes to b when `into_b`.
  static void settle(Item* a, Item* b, int64_t n, bool into_b) {
    if (n <= kInsertion) {
      insert(a, n);
      if (into_b) std::copy(a, a + n, b);
      return;
    }
    const Range range = range_of(a, n);
    const int bits = range.bits();
    if (bits == 0) {
      if (into_b) std::copy(a, a + n, b);
    } else if (n <= kCached || bits <= kDealBits) {
      by_digits(a, b, n, into_b, range.low, bits);
    } else {
      const int shift = bits - kDealBits;
      std::vector<int64_t> start(size_t{1} << kDealBits);
      for (int64_t i = 0; i < n; ++i) ++start[(a[i].key() - range.low) >> shift];
      std::vector<int64_t> counts = start;
      running(start.data(), start.size());
      for (int64_t i = 0; i < n; ++i) b[start[(a[i].key() - range.low) >> shift]++] = a[i];
      for (size_t d = 0; d < counts.size(); ++d)
        if (counts[d] > 0) settle(b + start[d] - counts[d], a + start[d] - counts[d], counts[d], !into_b);
    }
  }

  template <class Count>
  static void running(Count* counts, size_t n) {
    Count sum = 0;
    for (size_t d = 0; d < n; ++d) {
      const Count c = counts[d];
      counts[d] = sum;
      sum += c;
    }
  }

  static void by_digits(Item* a, Item* b, int64_t n, bool into_b, uint64_t low, int bits) {
    const int widest = n >= 8192 ? 11 : 8;
    const int passes = (bits + widest - 1) / widest, width = (bits + passes - 1) / passes;
    const size_t values = size_t{1} << width;
    const uint64_t mask = values - 1;
    // Never more than eight passes of 256 or six of 2048 counters.
    uint32_t counts[6 * 2048];
    std::fill(counts, counts + static_cast<size_t>(passes) * values, 0u);
    for (int64_t i = 0; i < n; ++i) {
      uint64_t key = a[i].key() - low;
      for (int p = 0; p < passes; ++p, key >>= width) ++counts[static_cast<size_t>(p) * values + (key & mask)];
    }
    Item *from = a, *to = b;
    for (int p = 0; p < passes; ++p) {
      uint32_t* count = counts + static_cast<size_t>(p) * values;
      const int shift = p * width;
      if (count[((from[0].key() - low) >> shift) & mask] == static_cast<uint32_t>(n)) continue;
      running(count, values);
      for (int64_t i = 0; i < n; ++i) to[count[((from[i].key() - low) >> shift) & mask]++] = from[i];
      std::swap(from, to);
    }
    Item* const wanted = into_b ? b : a;
    if (from != wanted) std::copy(from, from + n, wanted);
  }

  struct Part {
    int64_t begin, n;
    bool in_b;
  };

  // Deals long ranges out by all threads until the rest are many short ones, which the threads take one by one.
  static void share(Item* a, Item* b, int64_t n) {
    std::vector<Part> longer = {{0, n, false}}, shorter;
    while (!longer.empty()) {
      const Part part = longer.back();
      longer.pop_back();
      deal(part, part.in_b ? b : a, part.in_b ? a : b, &longer, &shorter);
    }
    std::vector<size_t> groups = {0};
    int64_t sum = 0;
    for (size_t i = 0; i < shorter.size(); ++i) {
      sum += shorter[i].n;
      if (sum < kChunk && i + 1 < shorter.size()) continue;
      groups.push_back(i + 1);
      sum = 0;
    }
    for_each_chunk(static_cast<int64_t>(groups.size()) - 1, [&](int64_t g) {
      for (size_t i = groups[static_cast<size_t>(g)]; i < groups[static_cast<size_t>(g) + 1]; ++i) {
        const Part& p = shorter[i];
        Item *x = a + p.begin, *y = b + p.begin;
        if (p.in_b)
          settle(y, x, p.n, true);
        else
          settle(x, y, p.n, false);
      }
    });
  }

  // From `from` to `to` by the highest digit of the keys in use; the parts go to the lists.
  static void deal(const Part& part, Item* from, Item* to, std::vector<Part>* longer, std::vector<Part>* shorter) {
    const Item* a = from + part.begin;
    Item* b = to + part.begin;
    const int64_t chunks = (part.n + kChunk - 1) / kChunk;
    std::vector<Range> ranges(static_cast<size_t>(chunks));
    parallel_for(part.n, kChunk, [&](int64_t begin, int64_t end) {
      ranges[static_cast<size_t>(begin / kChunk)] = range_of(a + begin, end - begin);
    });
    Range range;
    for (const Range& r : ranges) range.take(r);
    const int bits = range.bits(), shift = std::max(0, bits - kDealBits);
    if (bits == 0) {
      shorter->push_back(part);
      return;
    }
    const size_t values = size_t{1} << std::min(bits, kDealBits);
    std::vector<int64_t> counts(values * static_cast<size_t>(chunks));
    parallel_for(part.n, kChunk, [&](int64_t begin, int64_t end) {
      int64_t* count = counts.data() + values * static_cast<size_t>(begin / kChunk);
      for (int64_t i = begin; i < end; ++i) ++count[(a[i].key() - range.low) >> shift];
    });
    int64_t sum = 0;
    std::vector<int64_t> start(values + 1);
    for (size_t d = 0; d < values; ++d) {
      start[d] = sum;
      for (size_t c = 0; c < static_cast<size_t>(chunks); ++c) {
        const int64_t count = counts[c * values + d];
        counts[c * values + d] = sum;
        sum += count;
      }
    }
    start[values] = sum;
    parallel_for(part.n, kChunk, [&](int64_t begin, int64_t end) {
      int64_t* count = counts.data() + values * static_cast<size_t>(begin / kChunk);
      for (int64_t i = begin; i < end; ++i) b[count[(a[i].key() - range.low) >> shift]++] = a[i];
    });
    for (size_t d = 0; d < values; ++d) {
      const Part p = {part.begin + start[d], start[d + 1] - start[d], !part.in_b};
      if (p.n == 0) continue;
      (shift > 0 && p.n >= kShared ? longer : shorter)->push_back(p);
    }
  }
};

}  // namespace obol::cpu
