// Sparse times sparse by Gustavson's rows: row i of the product gathers rows of b in the order of a's entries, so the
// sums don't depend on how rows are shared out. First the row pointers, then the entries, sorted by column.
#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include "cpu/sparse_build.h"
#include "cpu/sparse_cut.h"

namespace obol::cpu {
namespace {

// Products in one chunk of rows, at least.
constexpr int64_t kChunkWork = 65536, kMostChunks = 256;
// A table with one place per column is used up to this many bytes a thread; beyond, a hash table.
constexpr int64_t kMostDenseBytes = int64_t{64} << 20;

// Where the rows of `a` are cut so that chunks have like numbers of products; and the largest such number of a row.
struct Cut {
  std::vector<int64_t> begin, work;  // work: products of each row
  int64_t total = 0, most = 0;

  bool dense = false;  // a table with a place per column pays

  template <class T>
  Cut(const Csr<T>& a, const Csr<T>& b) {
    const int32_t* const b_indptr = b.indptr;
    work.resize(static_cast<size_t>(a.rows));
    parallel_for(a.rows, 8192, [&](int64_t from, int64_t to) {
      for (int64_t r = from; r < to; ++r) {
        int64_t sum = 0;
        for (int32_t p = a.indptr[r]; p < a.indptr[r + 1]; ++p)
          sum += b_indptr[a.indices[p] + 1] - b_indptr[a.indices[p]];
        work[static_cast<size_t>(r)] = sum;
      }
    });
    for (int64_t w : work) {
      total += w;
      most = std::max(most, w);
    }
    // Each chunk clears its marks: chunks have at least as many products as there are columns.
    dense = b.cols * 8 <= kMostDenseBytes && b.cols <= total;
    const int64_t share = std::max({kChunkWork, total / kMostChunks, dense ? b.cols : 0});
    const int64_t rows_share = std::max<int64_t>(1024, a.rows / kMostChunks);
    int64_t held = 0;
    begin.push_back(0);
    for (int64_t r = 0; r < a.rows; ++r) {
      held += work[static_cast<size_t>(r)];
      if ((held >= share || r + 1 - begin.back() >= rows_share) && r + 1 < a.rows) {
        begin.push_back(r + 1);
        held = 0;
      }
    }
    begin.push_back(a.rows);
  }
  int64_t chunks() const { return static_cast<int64_t>(begin.size()) - 1; }
};

// The row that is being summed, with a place for every column and the number of the row that took it last.
template <class T>
class DenseRow {
 public:
  static Status make(Backend& backend, int64_t cols, int64_t most, StorageRef* hold, DenseRow* out) {
    const auto round = [](int64_t bytes) { return (bytes + 63) / 64 * 64; };
    int64_t words = 0;
    for (int level = 0; level < kLevels; ++level) {
      out->level_[level] = words;
      words += cols / (int64_t{64} << (6 * level)) + 1;
    }
    const int64_t mark = round(words * 8), sums = mark + round(cols * 4);
    const int64_t list = sums + round(cols * static_cast<int64_t>(sizeof(T)));
    char* bytes = nullptr;
    OBOL_TRY(scratch(backend, list + (std::min(cols, most) + 1) * 4, hold, &bytes));
    std::memset(bytes, 0, static_cast<size_t>(sums));
    out->bits_ = reinterpret_cast<uint64_t*>(bytes);
    out->mark_ = reinterpret_cast<int32_t*>(bytes + mark);
    out->sums_ = reinterpret_cast<T*>(bytes + sums);
    out->list_ = reinterpret_cast<int32_t*>(bytes + list);
    out->top_ = cols / (int64_t{64} << (6 * (kLevels - 1))) + 1;
    return Status();
  }
  void start(int64_t) {
    n_ = 0;
    ++row_;
  }
  // Adds factor · values at `cols`, or only takes these places.
  void add(const int32_t* cols, const T* values, int64_t n, T factor) {
    int32_t* end = list_ + n_;
    const int32_t row = row_;
    for (int64_t i = 0; i < n; ++i) {
      const int32_t col = cols[i];
      const bool fresh = mark_[col] != row;
      mark_[col] = row;
      *end = col;
      end += fresh;
      const T sum = sums_[col], value = times(factor, values[i]);
      sums_[col] = fresh ? value : plus(sum, value);
    }
    n_ = static_cast<int32_t>(end - list_);
  }
  void add(const int32_t* cols, int64_t n) {
    int32_t taken = 0;
    const int32_t row = row_;
    for (int64_t i = 0; i < n; ++i) {
      taken += mark_[cols[i]] != row;
      mark_[cols[i]] = row;
    }
    n_ += taken;
  }
  // How many places are taken.
  int32_t count() const { return n_; }
  // Calls f(position, column, sum) for positions 0, 1, … of the sorted columns, in any order.
  template <class F>
  void drain(F&& f) {
    if (n_ <= kRanked) {
      for (int32_t i = 0; i < n_; ++i) {
        const int32_t col = list_[i];
        int32_t rank = 0;
        for (int32_t j = 0; j < n_; ++j) rank += list_[j] < col;
        f(rank, col, sums_[col]);
      }
      return;
    }
    // A tree of bits, 64 to a word, gives longer rows in order without a sort.
    for (int level = 0; level < kLevels; ++level)
      for (int32_t i = 0; i < n_; ++i)
        bits_[level_[level] + (list_[i] >> (6 * level + 6))] |= uint64_t{1} << (list_[i] >> (6 * level) & 63);
    int32_t position = 0;
    for (int64_t i = 0; i < top_; ++i) drain_word(kLevels - 1, i, position, f);
  }

 private:
  static constexpr int kLevels = 3;
  static constexpr int32_t kRanked = 64;
  template <class F>
  void drain_word(int level, int64_t i, int32_t& position, F& f) {
    uint64_t word = std::exchange(bits_[level_[level] + i], 0);
    for (; word != 0; word &= word - 1) {
      const int64_t child = i << 6 | __builtin_ctzll(word);
      if (level > 0) {
        drain_word(level - 1, child, position, f);
      } else {
        f(position++, static_cast<int32_t>(child), sums_[child]);
      }
    }
  }

  uint64_t* bits_ = nullptr;
  T* sums_ = nullptr;
  int32_t *mark_ = nullptr, *list_ = nullptr;
  int32_t row_ = 0, n_ = 0;
  int64_t level_[kLevels] = {}, top_ = 0;
};

// The same by open addressing; a row clears as much of the table as it needs.
template <class T>
class HashRow {
 public:
  static Status make(Backend& backend, int64_t cols, int64_t most, StorageRef* hold, HashRow* out) {
    int64_t size = 16;
    while (size < 2 * std::min(cols, most)) size *= 2;
    char* bytes = nullptr;
    OBOL_TRY(scratch(backend, size * static_cast<int64_t>(sizeof(T) + sizeof(int32_t)), hold, &bytes));
    out->sums_ = reinterpret_cast<T*>(bytes);
    out->keys_ = reinterpret_cast<int32_t*>(bytes + size * static_cast<int64_t>(sizeof(T)));
    out->size_ = static_cast<size_t>(size);
    return Status();
  }
  void start(int64_t work) {
    size_t size = 16;
    while (static_cast<int64_t>(size) < 2 * work && size < size_) size *= 2;
    mask_ = size - 1;
    std::fill_n(keys_, size, -1);
  }
  void add(const int32_t* cols, const T* values, int64_t n, T factor) {
    for (int64_t i = 0; i < n; ++i) {
      const size_t at = place(cols[i]);
      const T value = times(factor, values[i]);
      sums_[at] = keys_[at] == cols[i] ? plus(sums_[at], value) : value;
      keys_[at] = cols[i];
    }
  }
  void add(const int32_t* cols, int64_t n) {
    for (int64_t i = 0; i < n; ++i) keys_[place(cols[i])] = cols[i];
  }
  int32_t count() const {
    return static_cast<int32_t>(std::count_if(keys_, keys_ + mask_ + 1, [](int32_t key) { return key != -1; }));
  }
  template <class F>
  void drain(F&& f) {
    order_.clear();
    for (size_t i = 0; i <= mask_; ++i)
      if (keys_[i] != -1) order_.push_back(static_cast<uint64_t>(keys_[i]) << 32 | i);
    std::sort(order_.begin(), order_.end());
    int32_t position = 0;
    for (uint64_t key : order_) f(position++, static_cast<int32_t>(key >> 32), sums_[key & 0xFFFFFFFFu]);
  }

 private:
  size_t place(int32_t col) const {
    size_t at = (static_cast<uint32_t>(col) * 2654435761u >> 7) & mask_;
    while (keys_[at] != -1 && keys_[at] != col) at = (at + 1) & mask_;
    return at;
  }

  T* sums_ = nullptr;
  int32_t* keys_ = nullptr;
  size_t size_ = 0, mask_ = 0;
  std::vector<uint64_t> order_;
};

// Asks for what a's entries after p will need: rows of b stand anywhere.
template <bool Values, class T>
void ask_for_rows(const Csr<T>& a, const Csr<T>& b, int32_t p, int32_t end) {
  constexpr int32_t kRowsAhead = 8, kPointersAhead = 32;
  if (p + kPointersAhead < end) __builtin_prefetch(b.indptr + a.indices[p + kPointersAhead]);
  if (p + kRowsAhead >= end) return;
  const int32_t q = b.indptr[a.indices[p + kRowsAhead]];
  __builtin_prefetch(b.indices + q);
  if constexpr (!Values) return;
  __builtin_prefetch(b.data + q);
  __builtin_prefetch(b.data + q + 64 / sizeof(T));
}

// Calls finish(row number, accumulator) for each row of a · b; `Row` sums it. Values of `a` and `b` are read only where
// `Values` says so.
template <bool Values, class Row, class T, class Finish>
Status for_each_row(Backend& backend, const Csr<T>& a, const Csr<T>& b, const Cut& cut, Finish&& finish) {
  Status failed;
  std::mutex mutex;
  const int32_t entries = a.rows > 0 ? a.indptr[a.rows] : 0;
  for_each_chunk(cut.chunks(), [&](int64_t chunk) {
    const int64_t row1 = cut.begin[static_cast<size_t>(chunk) + 1];
    StorageRef held;
    Row row;
    if (const Status status = Row::make(backend, b.cols, cut.most, &held, &row); !status.ok()) {
      std::lock_guard<std::mutex> lock(mutex);
      failed = status;
      return;
    }
    for (int64_t r = cut.begin[static_cast<size_t>(chunk)]; r < row1; ++r) {
      row.start(cut.work[static_cast<size_t>(r)]);
      for (int32_t p = a.indptr[r]; p < a.indptr[r + 1]; ++p) {
        ask_for_rows<Values>(a, b, p, entries);
        const int32_t k = a.indices[p];
        const int32_t q = b.indptr[k], n = b.indptr[k + 1] - q;
        if constexpr (Values) {
          row.add(b.indices + q, b.data + q, n, a.data[p]);
        } else {
          row.add(b.indices + q, n);
        }
      }
      finish(r, row);
    }
  });
  return failed;
}

// indptr[r + 1] = the number of columns in row r of the product.
template <class Row, class T>
Status count_rows(Backend& backend, const Csr<T>& a, const Csr<T>& b, const Cut& cut, int32_t* indptr) {
  return for_each_row<false, Row>(backend, a, b, cut, [&](int64_t r, Row& row) { indptr[r + 1] = row.count(); });
}

template <class Row, class T>
Status fill_rows(Backend& backend, const Csr<T>& a, const Csr<T>& b, const Cut& cut, const Csr<T>& out) {
  return for_each_row<true, Row>(backend, a, b, cut, [&](int64_t r, Row& row) {
    int32_t* const indices = out.indices + out.indptr[r];
    T* const data = out.data + out.indptr[r];
    row.drain([&](int32_t position, int32_t col, T sum) {
      indices[position] = col;
      data[position] = sum;
    });
  });
}

}  // namespace

Status CpuBackend::csr_matmat_symbolic(const View& indptr, const CsrView& a, const CsrView& b) {
  ++device_->counters().launches;
  // Values are not looked at: any type will do.
  const Csr<uint8_t> left(a), right(b);
  int32_t* const ends = indptr.as<int32_t>();
  const Cut cut(left, right);
  OBOL_TRY(cut.dense ? count_rows<DenseRow<uint8_t>>(*this, left, right, cut, ends)
                     : count_rows<HashRow<uint8_t>>(*this, left, right, cut, ends));
  return sum_row_lengths(ends, left.rows, "sparse matmul");
}

Status CpuBackend::csr_matmat_numeric(const CsrView& out, const CsrView& a, const CsrView& b) {
  ++device_->counters().launches;
  return visit_dtype(out.data.dtype, [&](auto type) -> Status {
    using T = typename decltype(type)::type;
    const Csr<T> left(a), right(b), to(out);
    const Cut cut(left, right);
    if (cut.dense) return fill_rows<DenseRow<T>>(*this, left, right, cut, to);
    return fill_rows<HashRow<T>>(*this, left, right, cut, to);
  });
}

}  // namespace obol::cpu
