// Sparse times sparse: all products of an entry of a and one of b are listed, sorted by their place and summed there in
// the order of a's entries, as many whole rows at a time as memory is spent on. First the row pointers, then the entries.
#include <algorithm>
#include <limits>
#include <vector>

#include "gpu/backend.h"
#include "gpu/sparse_entries.h"
#include "gpu/sparse_limit.h"

namespace obol::gpu {
namespace {

// Products that are listed at a time, and the rest of the last row: a few times the entries of the factors.
constexpr int64_t kFewest = int64_t{1} << 16, kMost = int64_t{1} << 24, kPerEntry = 4;

// Rows of the product up to a bound, and how many products they have.
struct Bound {
  int64_t row, products;
};

// `ends`: products of a's entries up to and with each.
struct Work {
  Csr<uint8_t> a, b;  // patterns: values are not looked at
  int64_t entries = 0;
  int64_t* ends = nullptr;

  OBOL_HD int64_t before(int64_t entry) const { return entry == 0 ? 0 : ends[entry - 1]; }
};

struct WorkKernel {
  static constexpr uint32_t kThreads = 256;
  Work work;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (!t.within(e, work.entries)) return;
    const int32_t row = work.a.indices[e];
    work.ends[e] = work.b.indptr[row + 1] - work.b.indptr[row];
  }
};

// bound[k]: the first row before which k batches of products lie.
struct BoundKernel {
  static constexpr uint32_t kThreads = 64;
  Work work;
  int64_t batches, batch;
  Bound* bound;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t k = t.global();
    if (!t.within(k, batches)) return;
    int64_t row = 0;
    for (int64_t length = work.a.rows; length > 0;) {
      const int64_t half = length / 2;
      row += work.before(work.a.indptr[row + half]) < k * batch ? length - half : 0;
      length = half;
    }
    bound[k] = {row, work.before(work.a.indptr[row])};
  }
};

// The products of a batch: where they go, and which entries they are of.
struct ListKernel {
  static constexpr uint32_t kThreads = 256;
  Work work;
  Bound from;
  SortedKeys keys;
  int64_t* pair;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, keys.n)) return;
    const int64_t product = from.products + i;
    const int64_t e = count_below(work.ends, work.entries, product + 1);
    const int64_t other = work.b.indptr[work.a.indices[e]] + (product - work.before(e));
    const int64_t row = segment_of(work.a.indptr, work.a.rows, e) - from.row;
    keys.key[i] = static_cast<uint64_t>(row) << keys.bits | static_cast<uint64_t>(work.b.indices[other]);
    pair[i] = e << 32 | other;
  }
};

// ends[r + 1] for a batch's rows, on top of what is before it.
struct BatchEndsKernel {
  static constexpr uint32_t kThreads = 256;
  SortedKeys keys;
  int64_t rows;
  int64_t* ends;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t r = t.global();
    if (t.within(r, rows)) ends[r + 1] = ends[0] + keys.before(r + 1);
  }
};

struct NarrowKernel {
  static constexpr uint32_t kThreads = 256;
  const int64_t* in;
  int32_t* out;
  int64_t n;
  OBOL_HD void operator()(const Thread& t) const {
    if (t.within(t.global(), n)) out[t.global()] = static_cast<int32_t>(in[t.global()]);
  }
};

template <class T>
struct ProductKernel {
  static constexpr uint32_t kThreads = 256;
  SortedKeys keys;
  const int64_t* pair;
  const T* a;
  const T* b;
  const int32_t* begin;  // of the batch's first row
  int32_t* indices;
  T* data;

  OBOL_HD T product(int64_t i) const { return times(a[pair[i] >> 32], b[pair[i] & 0xFFFFFFFF]); }
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, keys.n) || !keys.first(i)) return;
    T sum = product(i);
    for (int64_t j = i + 1; t.within(j, keys.n) && !keys.first(j); ++j) sum = plus(sum, product(j));
    const int64_t at = *begin + keys.place[i] - 1;
    indices[at] = keys.column(i);
    data[at] = sum;
  }
};

// Lists and sorts the products of a · b, batch after batch.
class Products {
 public:
  Products(Context& context, const CsrView& a, const CsrView& b) : context_(context), cols_(b.cols) {
    work_.a = csr_of<uint8_t>(a);
    work_.b = csr_of<uint8_t>(b);
    work_.entries = a.indices.size();
    batch_ = std::clamp(kPerEntry * (work_.entries + b.indices.size()), kFewest, kMost);
  }

  int64_t total() const { return bounds_.back().products; }

  // Counts the products. Waits for their number, and for where to cut if there are many.
  Status count() {
    bounds_ = {{0, 0}, {work_.a.rows, 0}};
    if (work_.entries == 0) return Status();
    OBOL_TRY(context_.workspace(work_.entries, &held_[0], &work_.ends));
    OBOL_TRY(context_.run_over(work_.entries, WorkKernel{work_}));
    OBOL_TRY(running_sum(context_, work_.ends, work_.ends, work_.entries));
    int64_t total = 0;
    const char* const last = static_cast<const char*>(held_[0]->device_pointer()) + (work_.entries - 1) * 8;
    OBOL_TRY(context_.read(&total, last, sizeof(total)));
    const int64_t batches = std::max<int64_t>(1, (total + batch_ - 1) / batch_);
    bounds_.resize(static_cast<size_t>(batches));
    if (batches > 1) {
      StorageRef held;
      Bound* bound = nullptr;
      OBOL_TRY(context_.workspace(batches, &held, &bound));
      OBOL_TRY(context_.run_over(batches, BoundKernel{work_, batches, batch_, bound}));
      OBOL_TRY(context_.read(bounds_.data(), held->device_pointer(), sizeof(Bound) * bounds_.size()));
    }
    bounds_.push_back({work_.a.rows, total});
    return Status();
  }

  // Calls f(rows' bounds, sorted keys, pairs) for each batch that has rows.
  template <class F>
  Status for_each_batch(F&& f) {
    int64_t most = 0;
    for (size_t k = 1; k < bounds_.size(); ++k) most = std::max(most, bounds_[k].products - bounds_[k - 1].products);
    SortedKeys keys;
    int64_t* pair = nullptr;
    OBOL_TRY(context_.workspace(most, &held_[1], &keys.key));
    OBOL_TRY(context_.workspace(most, &held_[2], &keys.place));
    OBOL_TRY(context_.workspace(most, &held_[3], &pair));
    for (size_t k = 1; k < bounds_.size(); ++k) {
      const Bound &from = bounds_[k - 1], &to = bounds_[k];
      if (from.row == to.row) continue;
      keys.n = to.products - from.products;
      keys.bits = bits_below(cols_);
      const int bits = keys.bits + bits_below(to.row - from.row);
      if (keys.n > 0) {
        OBOL_TRY(context_.run_over(keys.n, ListKernel{work_, from, keys, pair}));
        OBOL_TRY(sort_pairs(context_.stream(), context_.allocator(), keys.key, pair, keys.n, bits));
        OBOL_TRY(number_keys(context_, keys));
      }
      OBOL_TRY(f(from, to, keys, pair));
    }
    return Status();
  }

 private:
  Context& context_;
  int64_t cols_, batch_;
  Work work_;
  std::vector<Bound> bounds_;
  StorageRef held_[4];
};

}  // namespace

Status GpuBackend::csr_matmat_symbolic(const View& indptr, const CsrView& a, const CsrView& b) {
  Products products(context_, a, b);
  OBOL_TRY(products.count());
  StorageRef held;
  int64_t* ends = nullptr;
  OBOL_TRY(context_.workspace(a.rows + 1, &held, &ends));
  OBOL_TRY(set_all(context_, ends, 1, int64_t{0}));
  OBOL_TRY(products.for_each_batch([&](const Bound& from, const Bound& to, const SortedKeys& keys, const int64_t*) {
    const int64_t rows = to.row - from.row;
    return context_.run_over(rows, BatchEndsKernel{keys, rows, ends + from.row});
  }));
  if (products.total() > std::numeric_limits<int32_t>::max()) {
    const char* const last = static_cast<const char*>(held->device_pointer()) + a.rows * 8;
    OBOL_TRY(check_entries(context_, last, "sparse matmul"));
  }
  return context_.run_over(a.rows + 1, NarrowKernel{ends, pointer<int32_t>(indptr), a.rows + 1});
}

Status GpuBackend::csr_matmat_numeric(const CsrView& out, const CsrView& a, const CsrView& b) {
  return visit_dtype(out.data.dtype, [&](auto type) -> Status {
    using T = wrapping_t<typename decltype(type)::type>;
    Products products(context_, a, b);
    OBOL_TRY(products.count());
    return products.for_each_batch([&](const Bound& from, const Bound&, const SortedKeys& keys, const int64_t* pair) {
      return context_.run_over(keys.n, ProductKernel<T>{keys, pair, pointer<T>(a.data), pointer<T>(b.data),
                                                        pointer<int32_t>(out.indptr) + from.row,
                                                        pointer<int32_t>(out.indices), pointer<T>(out.data)});
    });
  });
}

}  // namespace obol::gpu
