// sort, argsort and search_sorted along the last axis: stable, NaN last.
#include <algorithm>
#include <vector>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/sort_order.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int64_t kChunk = 8192;

// Calls row(in offset, out offset) for every line along the last axis.
template <class Row>
void each_row(const View& out, const View& in, Row&& row) {
  const int last = in.ndim() - 1;
  const int64_t n = in.shape(last);
  const View in_rows = leading_dims(in, last), out_rows = leading_dims(out, last);
  const View* views[] = {&out_rows, &in_rows};
  const Walk rows = make_walk(views, 2);
  if (rows.size == 0 || n == 0) return;
  parallel_for(rows.size, std::max<int64_t>(1, kChunk / n), [&](int64_t begin, int64_t end) {
    Cursor cursor(rows, rows.ndim, begin);
    for (int64_t r = begin; r < end; ++r, cursor.next()) row(cursor.at(1), cursor.at(0));
  });
}

template <class T, class Index>
void argsort_rows(const View& out, const View& in, bool descending) {
  const int last = in.ndim() - 1;
  const int64_t n = in.shape(last), step = in.stride(last), out_step = out.stride(last);
  each_row(out, in, [&](int64_t from, int64_t to) {
    const T* p = in.as<T>() + from;
    std::vector<Index> order(static_cast<size_t>(n));
    for (int64_t i = 0; i < n; ++i) order[static_cast<size_t>(i)] = static_cast<Index>(i);
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
      return descending ? precedes_descending(p[a * step], p[b * step]) : precedes(p[a * step], p[b * step]);
    });
    Index* o = out.as<Index>() + to;
    for (int64_t i = 0; i < n; ++i) o[i * out_step] = order[static_cast<size_t>(i)];
  });
}

template <class T>
void sort_rows(const View& out, const View& in, bool descending) {
  const int last = in.ndim() - 1;
  const int64_t n = in.shape(last), step = in.stride(last), out_step = out.stride(last);
  each_row(out, in, [&](int64_t from, int64_t to) {
    const T* p = in.as<T>() + from;
    std::unique_ptr<T[]> line(new T[static_cast<size_t>(n)]);
    for (int64_t i = 0; i < n; ++i) line[static_cast<size_t>(i)] = p[i * step];
    if (descending)
      std::stable_sort(line.get(), line.get() + n, precedes_descending<T>);
    else
      std::stable_sort(line.get(), line.get() + n, precedes<T>);
    T* o = out.as<T>() + to;
    for (int64_t i = 0; i < n; ++i) o[i * out_step] = line[static_cast<size_t>(i)];
  });
}

}  // namespace

Status CpuBackend::sort(const View& out, const View& in, bool descending) {
  visit_dtype(in.dtype, [&](auto type) { sort_rows<typename decltype(type)::type>(out, in, descending); });
  return Status();
}

Status CpuBackend::argsort(const View& out, const View& in, bool descending) {
  visit_dtype(in.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    if (out.dtype == DType::kInt32)
      argsort_rows<T, int32_t>(out, in, descending);
    else
      argsort_rows<T, int64_t>(out, in, descending);
  });
  return Status();
}

}  // namespace obol::cpu
