// Products with one column: each row of the matrix is a sum, taken by one thread where its neighbours read what lies
// beside, by a group that meets in a tree where its own elements lie together. Long rows are cut into pieces by their
// length alone, whose sums are added in order.
#pragma once

#include "gpu/matmul.h"
#include "gpu/reduce.h"

namespace obol::gpu {

inline constexpr int64_t kVectorPiece = 4096;

template <class T>
struct MatvecCall {
  Matrix<const T> a, x;  // x: of one column
  T* out;
  int64_t out_down;
  int64_t m, k, piece, pieces;
  Strided<3> batches;  // of out, a, x

  // Sums up every step-th term of a piece.
  template <class AnyThread>
  OBOL_HD T sum(const AnyThread& t, int64_t unit, int64_t first, int64_t step) const {
    const int64_t row = unit / pieces, batch = row / m, i = row - batch * m;
    const auto place = batches.places(batch);
    const int64_t begin = unit % pieces * piece, end = begin + piece < k ? begin + piece : k;
    const T* const left = a.data + place.at[1] + i * a.down;
    const T* const right = x.data + place.at[2];
    T total = T(0);
    for (int64_t e = begin + first; t.within(e, end); e += step)
      total = multiply_add(left[e * a.across], right[e * x.down], total);
    return total;
  }
  OBOL_HD void put(int64_t unit, T value, T* partial) const {
    if (pieces > 1) {
      partial[unit] = value;
      return;
    }
    const int64_t batch = unit / m;
    out[batches.places(batch).at[0] + (unit - batch * m) * out_down] = value;
  }
};

template <class T>
struct MatvecThreadKernel {
  static constexpr uint32_t kThreads = 128;
  MatvecCall<T> call;
  T* partial;  // where there are several pieces

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t unit = t.global();
    if (t.within(unit, call.batches.size() * call.m * call.pieces)) call.put(unit, call.sum(t, unit, 0, 1), partial);
  }
};

template <class T>
struct MatvecGroupKernel {
  static constexpr uint32_t kThreads = 256;
  MatvecCall<T> call;
  T* partial;
  uint32_t group;  // threads that share a sum: a power of two

  struct Shared {
    T sum[kThreads];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const uint32_t member = t.thread() % group;
    const int64_t unit = t.global() / group;
    const bool active = t.within(unit, call.batches.size() * call.m * call.pieces);
    T sum = active ? call.sum(t, unit, member, group) : T(0);
    shared.sum[t.thread()] = sum;
    for (uint32_t half = group / 2; half > 0; half /= 2) {
      t.barrier();
      if (member < half) shared.sum[t.thread()] = sum = static_cast<T>(sum + shared.sum[t.thread() + half]);
    }
    if (active && member == 0) call.put(unit, sum, partial);
  }
};

// Sums the pieces of each element, in order.
template <class T>
struct MatvecPiecesKernel {
  static constexpr uint32_t kThreads = 128;
  MatvecCall<T> call;  // its pieces are one
  const T* partial;
  int64_t pieces;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t unit = t.global();
    if (!t.within(unit, call.batches.size() * call.m)) return;
    T sum = T(0);
    for (int64_t p = 0; p < pieces; ++p) sum = static_cast<T>(sum + partial[unit * pieces + p]);
    call.put(unit, sum, nullptr);
  }
};

template <class T>
Status multiply_vector(Context& context, MatvecCall<T> call) {
  call.piece = kVectorPiece;
  call.pieces = call.k > kVectorPiece ? (call.k + kVectorPiece - 1) / kVectorPiece : 1;
  const int64_t results = call.batches.size() * call.m;
  StorageRef held;
  T* partial = nullptr;
  if (call.pieces > 1) OBOL_TRY(context.workspace(results * call.pieces, &held, &partial));
  uint32_t group = 1;
  // Some terms for each; none share where the elements of a column are neighbours and there are rows enough.
  const bool by_columns = call.a.down == 1 && call.m >= 32;
  while (!by_columns && group < 256 && int64_t{8} * group < call.k) group *= 2;
  const int64_t units = results * call.pieces;
  OBOL_TRY(group == 1 ? context.run_over(units, MatvecThreadKernel<T>{call, partial})
                      : context.run_over(units * group, MatvecGroupKernel<T>{call, partial, group}));
  if (call.pieces == 1) return Status();
  const int64_t pieces = call.pieces;
  call.pieces = 1;
  return context.run_over(results, MatvecPiecesKernel<T>{call, partial, pieces});
}

}  // namespace obol::gpu
