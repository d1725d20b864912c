// Sums over the rows of a CSR matrix, for any formula: products with vectors and blocks, reductions of segments. Who sums
// what follows from sizes and row pointers alone, so every run adds in the same order:
//   a row     by a team of threads, `lanes` of which share its entries and `wide` its columns
//   longer    by all threads of the block, one row after another
//   longest   cut into pieces at fixed entries: those that lie in one row whole are summed before, each by a block
//
// A formula is a struct with
//   Sum              what is summed, at most 16 bytes
//   kColumns         how many columns a thread holds in registers
//   identity(), merge(Sum& into, Sum then)
//   take(Sum (&sums)[kColumns], entry, columns): an entry's part in each column
//   finish(sums, row, columns): the row's result
#pragma once

#include "gpu/context.h"
#include "gpu/keys.h"

namespace obol::gpu {

inline constexpr int64_t kEntryPiece = 4096;
inline constexpr int64_t kLaneEntries = 32;  // of a row that a lane takes, at most
inline constexpr int64_t kMostColumns = 32;  // that a team holds
inline constexpr int64_t kMostTiles = 1024;  // of so many columns, in one launch

// A thread's columns: neighbouring threads have neighbouring ones.
template <int Count>
struct Columns {
  int64_t at[Count];
  bool inside[Count];
};

struct RowShare {
  const int32_t* indptr = nullptr;
  int64_t rows = 0, columns = 1, first_column = 0;
  uint32_t lanes = 1, wide = 1;  // powers of two
  void* partial = nullptr;       // sums of the pieces, a row of columns each

  template <int Count>
  OBOL_HD Columns<Count> columns_of(const TeamThread& t) const {
    Columns<Count> c;
    for (int j = 0; j < Count; ++j) {
      c.at[j] = first_column + (int64_t{t.block_y()} * Count + j) * wide + t.thread() % wide;
      c.inside[j] = t.within(c.at[j], columns);
    }
    return c;
  }
};

template <class Formula>
struct RowSums {
  static constexpr uint32_t kThreads = 128;
  static constexpr int kColumns = Formula::kColumns;
  using Sum = typename Formula::Sum;
  using Sums = Sum[kColumns];
  using Own = Columns<kColumns>;

  static OBOL_HD void clear(Sums& sums) {
    for (int j = 0; j < kColumns; ++j) sums[j] = Formula::identity();
  }
  // Every step-th entry from `first` on.
  static OBOL_HD void take(const TeamThread& t, const Formula& formula, Sums& sums, const Own& own, int64_t first,
                           int64_t end, uint32_t step) {
    for (int64_t e = first; t.within(e, end); e += step) formula.take(sums, e, own);
  }
  // Threads `wide` apart meet in a tree; the first ones have the sums.
  static OBOL_HD void meet(const TeamThread& t, Sum (&shared)[kColumns][kThreads], Sums& sums, uint32_t wide) {
    for (int j = 0; j < kColumns; ++j) shared[j][t.thread()] = sums[j];
    for (uint32_t half = kThreads / 2; half >= wide; half /= 2) {
      t.barrier();
      if (t.thread() >= half) continue;
      for (int j = 0; j < kColumns; ++j) {
        Formula::merge(sums[j], shared[j][t.thread() + half]);
        shared[j][t.thread()] = sums[j];
      }
    }
  }
};

// One block a piece.
template <class Formula>
struct PieceKernel : RowSums<Formula> {
  using Base = RowSums<Formula>;
  using typename Base::Sum;
  static constexpr uint32_t kThreads = Base::kThreads;
  Formula formula;
  RowShare share;

  PieceKernel(const Formula& f, const RowShare& s) : formula(f), share(s) {}

  struct Shared {
    Sum sums[Base::kColumns][kThreads];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const int64_t first = int64_t{t.block_x()} * kEntryPiece, end = first + kEntryPiece;
    if (share.indptr[segment_of(share.indptr, share.rows, first) + 1] < end) return;  // the whole block
    const auto own = share.columns_of<Base::kColumns>(t);
    typename Base::Sums sums;
    Base::clear(sums);
    Base::take(t, formula, sums, own, first + t.thread() / share.wide, end, kThreads / share.wide);
    Base::meet(t, shared.sums, sums, share.wide);
    if (t.thread() >= share.wide) return;
    Sum* const partial = static_cast<Sum*>(share.partial) + int64_t{t.block_x()} * share.columns;
    for (int j = 0; j < Base::kColumns; ++j)
      if (own.inside[j]) partial[own.at[j]] = sums[j];
  }
};

template <class Formula>
struct RowKernel : RowSums<Formula> {
  using Base = RowSums<Formula>;
  using typename Base::Sum;
  static constexpr uint32_t kThreads = Base::kThreads;
  Formula formula;
  RowShare share;

  RowKernel(const Formula& f, const RowShare& s) : formula(f), share(s) {}

  struct Shared {
    Sum sums[Base::kColumns][kThreads];
    uint32_t longer[kThreads];  // rows of this block, counted from its first
    uint32_t count;
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const uint32_t team = share.lanes * share.wide, member = t.thread() % team;
    const int64_t first_row = int64_t{t.block_x()} * (kThreads / team), row = first_row + t.thread() / team;
    const auto own = share.columns_of<Base::kColumns>(t);
    if (t.thread() == 0) shared.count = 0;
    t.barrier();
    typename Base::Sums sums;
    Base::clear(sums);
    const bool inside = t.within(row, share.rows);
    const int64_t begin = inside ? share.indptr[row] : 0, end = inside ? share.indptr[row + 1] : 0;
    const bool longer = end - begin > kLaneEntries * share.lanes;
    if (!longer)
      Base::take(t, formula, sums, own, begin + member / share.wide, end, share.lanes);
    else if (member == 0)
      shared.longer[atomic_add(&shared.count, 1u)] = t.thread() / team;
    for (uint32_t half = team / 2; half >= share.wide; half /= 2)
      for (int j = 0; j < Base::kColumns; ++j) Formula::merge(sums[j], t.shuffle_down(sums[j], half));
    if (inside && !longer && member < share.wide) formula.finish(sums, row, own);
    t.barrier();
    for (uint32_t i = 0; i < shared.count; ++i) {
      sum_longer(t, shared, first_row + shared.longer[i], own);
      t.barrier();
    }
  }

  // A row by the whole block. Whole pieces of it were summed before.
  OBOL_HD void sum_longer(const TeamThread& t, Shared& shared, int64_t row, const Columns<Base::kColumns>& own) const {
    const int64_t begin = share.indptr[row], end = share.indptr[row + 1];
    const int64_t first = (begin + kEntryPiece - 1) / kEntryPiece, last = end / kEntryPiece;
    const uint32_t lane = t.thread() / share.wide, lanes = kThreads / share.wide;
    const bool cut = first < last;
    typename Base::Sums sums;
    Base::clear(sums);
    Base::take(t, formula, sums, own, begin + lane, cut ? first * kEntryPiece : end, lanes);
    if (cut) {
      Base::take(t, formula, sums, own, last * kEntryPiece + lane, end, lanes);
      for (int64_t p = first + lane; t.within(p, last); p += lanes)
        for (int j = 0; j < Base::kColumns; ++j)
          if (own.inside[j])
            Formula::merge(sums[j], static_cast<const Sum*>(share.partial)[p * share.columns + own.at[j]]);
    }
    Base::meet(t, shared.sums, sums, share.wide);
    if (t.thread() < share.wide) formula.finish(sums, row, own);
  }
};

// Runs a formula over all rows; `entries` is indptr[rows].
template <class Formula>
Status sum_rows(Context& context, const Formula& formula, const int32_t* indptr, int64_t rows, int64_t entries,
                int64_t columns = 1) {
  constexpr int64_t kEach = Formula::kColumns;
  if (rows == 0 || columns == 0) return Status();
  RowShare share;
  share.indptr = indptr;
  share.rows = rows;
  share.columns = columns;
  while (share.wide * kEach < columns && share.wide * kEach < kMostColumns) share.wide *= 2;
  while (share.lanes * share.wide < kEveryWarp && share.lanes * 2 * kEach <= entries / rows) share.lanes *= 2;
  const int64_t tile = share.wide * kEach, teams = RowKernel<Formula>::kThreads / (share.lanes * share.wide);
  const int64_t pieces = entries / kEntryPiece;
  StorageRef held;
  if (pieces > 0) {
    typename Formula::Sum* partial = nullptr;
    OBOL_TRY(context.workspace(pieces * columns, &held, &partial));
    share.partial = partial;
  }
  for (; share.first_column < columns; share.first_column += kMostTiles * tile) {
    const int64_t left = (columns - share.first_column + tile - 1) / tile,
                  tiles = left < kMostTiles ? left : kMostTiles;
    if (pieces > 0) OBOL_TRY(context.run({pieces, tiles}, PieceKernel<Formula>(formula, share)));
    OBOL_TRY(context.run({(rows + teams - 1) / teams, tiles}, RowKernel<Formula>(formula, share)));
  }
  return Status();
}

}  // namespace obol::gpu
