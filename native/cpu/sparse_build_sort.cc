// Entries sorted by row and column: rows are first dealt into buckets that fit a cache, then each bucket is sorted on
// its own. Entries that come in a few runs of rising rows, as those of image graphs do, need no dealing: a bucket is a
// piece of each run. Cut by sizes alone and stable throughout, so the same bits come out on any number of threads.
#include <algorithm>
#include <cstring>
#include <vector>

#include "cpu/sparse_build.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int64_t kBucketEntries = 16384, kBucketRows = 65536, kMostBuckets = 1024, kChunkEntries = 65536,
                  kMostChunks = 64, kMostRuns = 16;

int64_t up(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Where `n` entries of `rows` rows are cut.
struct Cut {
  int shift = 0;  // a row's bucket is row >> shift
  int64_t buckets = 1;
  int64_t chunks = 1, grain = 0;
  Cut(int64_t n, int64_t rows) {
    const int64_t wanted = std::clamp<int64_t>(std::max(n / kBucketEntries, rows / kBucketRows), 1, kMostBuckets);
    while ((rows >> shift) >= wanted && (int64_t{1} << shift) < rows) ++shift;
    buckets = rows > 0 ? ((rows - 1) >> shift) + 1 : 1;
    chunks = std::clamp<int64_t>(n / kChunkEntries, 1, kMostChunks);
    grain = up(n, chunks);
  }
};

// Sorts rows by column, stably.
template <class T>
class RowSorter {
 public:
  // From one place to another.
  void sort(const int32_t* from_col, const T* from, int64_t length, int32_t* col, T* data) {
    if (length <= kRanked) {
      alignas(64) int32_t place[kRanked];
      rank_(from_col, length, place);
      for (int64_t i = 0; i < length; ++i) {
        col[place[i]] = from_col[i];
        data[place[i]] = from[i];
      }
      return;
    }
    // The position in the key makes keys distinct, and so any sort a stable one.
    keys_.resize(static_cast<size_t>(length));
    for (int64_t i = 0; i < length; ++i)
      keys_[static_cast<size_t>(i)] = static_cast<uint64_t>(from_col[i]) << 32 | static_cast<uint64_t>(i);
    std::sort(keys_.begin(), keys_.end());
    for (int64_t i = 0; i < length; ++i) {
      const uint64_t key = keys_[static_cast<size_t>(i)];
      col[i] = static_cast<int32_t>(key >> 32);
      data[i] = from[key & 0xFFFFFFFFu];
    }
  }
  // In place.
  void sort(int32_t* col, T* data, int64_t length) {
    if (length <= kInserted) {
      insert(col, data, length);
    } else if (length <= kRanked) {
      int32_t from_col[kRanked];
      T from[kRanked];
      std::copy_n(col, length, from_col);
      std::copy_n(data, length, from);
      sort(from_col, from, length, col, data);
    } else {
      held_col_.assign(col, col + length);
      held_.resize(static_cast<size_t>(length) * sizeof(T));
      std::memcpy(held_.data(), static_cast<const void*>(data), held_.size());
      sort(held_col_.data(), reinterpret_cast<const T*>(held_.data()), length, col, data);
    }
  }

 private:
  static constexpr int64_t kInserted = 8;
  static void insert(int32_t* col, T* data, int64_t length) {
    for (int64_t i = 1; i < length; ++i) {
      const int32_t c = col[i];
      const T v = data[i];
      int64_t j = i;
      for (; j > 0 && col[j - 1] > c; --j) {
        col[j] = col[j - 1];
        data[j] = data[j - 1];
      }
      col[j] = c;
      data[j] = v;
    }
  }

  RankColumns rank_ = rank_columns_kernel();
  std::vector<uint64_t> keys_;
  std::vector<int32_t> held_col_;
  std::vector<unsigned char> held_;
};

bool is_increasing(const int32_t* col, int64_t length) {
  for (int64_t i = 1; i < length; ++i)
    if (col[i - 1] >= col[i]) return false;
  return true;
}

// Sums neighbours of one column; returns how many are left.
template <class T>
int64_t merge_row(int32_t* col, T* data, int64_t length) {
  int64_t last = 0;
  for (int64_t i = 1; i < length; ++i) {
    if (col[i] == col[last]) {
      data[last] = plus(data[last], data[i]);
    } else {
      ++last;
      col[last] = col[i];
      data[last] = data[i];
    }
  }
  return last + 1;
}

struct Range {
  int64_t begin, end;
};
using Ranges = std::vector<Range>;

// One bucket: its rows [row0, row1), its entries in order: `at`'s of each of the ranges. The entries are written from
// `begin` on; indptr[row + 1] gets how many are left in the row. Returns how many are left in the bucket.
template <class T, class At>
int64_t sort_bucket(const Csr<T>& out, int64_t row0, int64_t row1, int64_t begin, const Ranges& ranges, bool merge,
                    const At& at) {
  int32_t* const next = out.indptr + 1;  // of row r: first the count, then where its next entry goes
  std::memset(next + row0, 0, static_cast<size_t>(row1 - row0) * sizeof(int32_t));
  for (const Range& range : ranges)
    for (int64_t i = range.begin; i < range.end; ++i) ++next[at.row(i)];
  int64_t position = begin;
  for (int64_t r = row0; r < row1; ++r) {
    const int32_t length = next[r];
    next[r] = static_cast<int32_t>(position);
    position += length;
  }
  for (const Range& range : ranges)
    for (int64_t i = range.begin; i < range.end; ++i) {
      const int32_t p = next[at.row(i)]++;
      out.indices[p] = at.col(i);
      out.data[p] = at.value(i);
    }
  // next[r] is now the end of row r.
  RowSorter<T> sorter;
  int64_t from = begin, left = begin;
  for (int64_t r = row0; r < row1; ++r) {
    const int64_t end = next[r];
    int64_t length = end - from;
    int32_t* const col = out.indices + from;
    T* const data = out.data + from;
    if (merge && length > 1 && !is_increasing(col, length)) {
      sorter.sort(col, data, length);
      length = merge_row(col, data, length);
    }
    if (left != from) {
      std::memmove(out.indices + left, col, static_cast<size_t>(length) * sizeof(int32_t));
      std::memmove(static_cast<void*>(out.data + left), static_cast<const void*>(data),
                   static_cast<size_t>(length) * sizeof(T));
    }
    next[r] = static_cast<int32_t>(length);
    left += length;
    from = end;
  }
  return left - begin;
}

template <class T>
struct Direct {
  const Entries<T>& in;
  int32_t row(int64_t i) const { return in.row[i]; }
  int32_t col(int64_t i) const { return in.col[i]; }
  T value(int64_t i) const { return in.data[i * in.stride]; }
};

struct Place {
  int32_t row, col;
};
template <class T>
struct Dealt {
  const Place* place;
  const T* data;
  int32_t row(int64_t i) const { return place[i].row; }
  int32_t col(int64_t i) const { return place[i].col; }
  T value(int64_t i) const { return data[i]; }
};

// The same for one range of entries whose rows rise: each is sorted from where it stands to where it goes.
template <class T>
int64_t sort_rising_bucket(const Csr<T>& out, int64_t row0, int64_t row1, int64_t begin, const Range& range,
                           const Entries<T>& in) {
  RowSorter<T> sorter;
  int64_t left = begin, at = range.begin;
  for (int64_t r = row0; r < row1; ++r) {
    int64_t end = at;
    for (; end < range.end && in.row[end] == r; ++end) {
    }
    int64_t length = end - at;
    for (int64_t i = at; i < end; i += 8) {
      ask_ahead(in.row + i);
      ask_ahead(in.col + i);
      ask_ahead(in.data + i);
    }
    int32_t* const col = out.indices + left;
    T* const data = out.data + left;
    if (is_increasing(in.col + at, length)) {
      std::copy_n(in.col + at, length, col);
      std::copy_n(in.data + at, length, data);
    } else {
      sorter.sort(in.col + at, in.data + at, length, col, data);
      length = merge_row(col, data, length);
    }
    out.indptr[r + 1] = static_cast<int32_t>(length);
    left += length;
    at = end;
  }
  return left - begin;
}

// indptr[r + 1] from counts to ends, given where each bucket begins.
template <class T>
void sum_up(const Csr<T>& out, const Cut& cut, const std::vector<int64_t>& begin) {
  out.indptr[0] = 0;
  for_each_chunk(cut.buckets, [&](int64_t b) {
    int64_t position = begin[static_cast<size_t>(b)];
    const int64_t row1 = std::min(out.rows, (b + 1) << cut.shift);
    for (int64_t r = b << cut.shift; r < row1; ++r)
      out.indptr[r + 1] = static_cast<int32_t>(position += out.indptr[r + 1]);
  });
}

// The runs of rising rows; empty where there are more than kMostRuns.
Ranges rising_runs(const int32_t* row, int64_t n) {
  const int64_t chunks = std::clamp<int64_t>(n / kChunkEntries, 1, kMostChunks), grain = up(n, chunks);
  std::vector<std::vector<int64_t>> falls(static_cast<size_t>(chunks));
  for_each_chunk(chunks, [&](int64_t chunk) {
    std::vector<int64_t>& own = falls[static_cast<size_t>(chunk)];
    const int64_t end = std::min(n, (chunk + 1) * grain);
    for (int64_t i = std::max<int64_t>(1, chunk * grain); i < end && own.size() <= kMostRuns; ++i)
      if (row[i] < row[i - 1]) own.push_back(i);
  });
  Ranges runs = {{0, n}};
  for (const std::vector<int64_t>& own : falls)
    for (const int64_t i : own) {
      if (static_cast<int64_t>(runs.size()) == kMostRuns) return {};
      runs.back().end = i;
      runs.push_back({i, n});
    }
  return runs;
}

// Closes the gaps that merged entries left between buckets, and writes indptr. Returns how many entries are left.
template <class T>
int64_t close_gaps(const Csr<T>& out, const Cut& cut, std::vector<int64_t>& begin, const std::vector<int64_t>& left) {
  int64_t position = 0;
  for (size_t b = 0; b < left.size(); ++b) {
    const int64_t from = begin[b], n = left[b];
    if (position != from && n > 0) {
      std::memmove(out.indices + position, out.indices + from, static_cast<size_t>(n) * sizeof(int32_t));
      std::memmove(static_cast<void*>(out.data + position), static_cast<const void*>(out.data + from),
                   static_cast<size_t>(n) * sizeof(T));
    }
    begin[b] = position;
    position += n;
  }
  sum_up(out, cut, begin);
  return position;
}

// The buckets of entries in runs.
template <class T>
int64_t sort_runs(const Csr<T>& out, const Entries<T>& in, const Ranges& runs, const Cut& cut, bool merge,
                  bool rows_rise) {
  const size_t buckets = static_cast<size_t>(cut.buckets);
  std::vector<Ranges> pieces(buckets, Ranges(runs.size()));
  std::vector<int64_t> begin(buckets + 1, 0), left(buckets, 0);
  for (size_t r = 0; r < runs.size(); ++r) {
    int64_t at = runs[r].begin;
    for (int64_t b = 0; b < cut.buckets; ++b) {
      const int64_t beyond = (b + 1) << cut.shift;
      const int64_t end =
          std::partition_point(in.row + at, in.row + runs[r].end, [beyond](int32_t row) { return row < beyond; }) -
          in.row;
      pieces[static_cast<size_t>(b)][r] = {at, end};
      begin[static_cast<size_t>(b) + 1] += end - at;
      at = end;
    }
  }
  for (size_t b = 0; b < buckets; ++b) begin[b + 1] += begin[b];
  const bool rising = merge && runs.size() == 1 && in.stride == 1 && rows_rise;
  for_each_chunk(cut.buckets, [&](int64_t b) {
    const size_t bucket = static_cast<size_t>(b);
    const int64_t row0 = b << cut.shift, row1 = std::min(out.rows, (b + 1) << cut.shift);
    left[bucket] = rising ? sort_rising_bucket(out, row0, row1, begin[bucket], pieces[bucket][0], in)
                          : sort_bucket(out, row0, row1, begin[bucket], pieces[bucket], merge, Direct<T>{in});
  });
  return close_gaps(out, cut, begin, left);
}

}  // namespace

template <class T>
Status sort_entries(Backend& backend, const Entries<T>& in, bool merge, const Csr<T>& out, int64_t* count) {
  const Cut cut(in.n, out.rows);
  const size_t buckets = static_cast<size_t>(cut.buckets);
  // A single bucket takes entries in any order.
  const Ranges runs = cut.buckets == 1 ? Ranges{{0, in.n}} : rising_runs(in.row, in.n);
  if (!runs.empty()) {
    *count = sort_runs(out, in, runs, cut, merge, cut.buckets > 1);
    return Status();
  }
  std::vector<int64_t> begin(buckets + 1, 0), left(buckets, 0);
  // Deal: per chunk how many go to each bucket, then where its first one goes, then the entries.
  std::vector<int64_t> place_of(static_cast<size_t>(cut.chunks) * buckets, 0);
  for_each_chunk(cut.chunks, [&](int64_t chunk) {
    int64_t* const counts = place_of.data() + chunk * cut.buckets;
    const int64_t end = std::min(in.n, (chunk + 1) * cut.grain);
    for (int64_t i = chunk * cut.grain; i < end; ++i) {
      if (i % 16 == 0) ask_ahead(in.row + i);
      ++counts[in.row[i] >> cut.shift];
    }
  });
  int64_t position = 0;
  for (size_t b = 0; b < buckets; ++b) {
    begin[b] = position;
    for (int64_t chunk = 0; chunk < cut.chunks; ++chunk) {
      int64_t& p = place_of[static_cast<size_t>(chunk) * buckets + b];
      position += p;
      p = position - p;
    }
  }
  begin[buckets] = position;
  StorageRef places, values;
  Place* place = nullptr;
  T* value = nullptr;
  OBOL_TRY(scratch(backend, in.n, &places, &place));
  OBOL_TRY(scratch(backend, in.n, &values, &value));
  for_each_chunk(cut.chunks, [&](int64_t chunk) {
    int64_t* const next = place_of.data() + chunk * cut.buckets;
    const int64_t end = std::min(in.n, (chunk + 1) * cut.grain);
    for (int64_t i = chunk * cut.grain; i < end; ++i) {
      if (i % 8 == 0) {
        ask_ahead(in.row + i);
        ask_ahead(in.col + i);
        ask_ahead(in.data + i * in.stride);
      }
      const int64_t p = next[in.row[i] >> cut.shift]++;
      place[p] = {in.row[i], in.col[i]};
      value[p] = in.data[i * in.stride];
    }
  });
  for_each_chunk(cut.buckets, [&](int64_t b) {
    const int64_t at = begin[static_cast<size_t>(b)], n = begin[static_cast<size_t>(b) + 1] - at;
    left[static_cast<size_t>(b)] = sort_bucket(out, b << cut.shift, std::min(out.rows, (b + 1) << cut.shift), at,
                                               {{0, n}}, merge, Dealt<T>{place + at, value + at});
  });
  *count = close_gaps(out, cut, begin, left);
  return Status();
}

#define X(e, t, n) template Status sort_entries<t>(Backend&, const Entries<t>&, bool, const Csr<t>&, int64_t*);
OBOL_FOR_EACH_DTYPE(X)
#undef X

}  // namespace obol::cpu
