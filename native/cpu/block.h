// What the kernels of blocks are told. A block is a tall row-major matrix of few columns; several of them side by side
// form the bases S and T of Gram matrices and updates.
#pragma once

#include <cstdint>

#include "cpu/sparse_rows.h"

namespace obol::cpu {

// One block: float32 or float64, unit stride along a row.
struct BlockRows {
  void* data;
  int64_t stride;
  int64_t columns;
  bool is_float;
};

inline int64_t round_up(int64_t n, int64_t to) { return (n + to - 1) / to * to; }

// Gram matrices are made of tiles of 8 × 8, so bases are padded with zero columns to a multiple of 8.
inline constexpr int64_t kGramTile = 8;
// Rows that are packed at once: a strip of both bases stays in the first-level cache.
inline constexpr int64_t kGramStrip = 32;
// Rows that an update reads before it writes them.
inline constexpr int64_t kUpdateStrip = 8;

struct GramArguments {
  const BlockRows* s;
  int s_count;
  int64_t s_width;  // padded
  // T = [t[0] t[1] …], or for a pencil (`a` given) T = [A·t[0], mass·t[0]], each half padded on its own.
  const BlockRows* t;
  int t_count;
  int64_t t_width;  // padded
  bool pencil;
  CsrPointers<double> a;
  const double* mass;
};

struct UpdateArguments {
  const BlockRows* s;
  int count;
  const double* c;  // rows × width, padded with zero columns
  int64_t width;    // of c
  BlockRows y;
  BlockRows partial;     // data null: none
  int64_t partial_rows;  // of c
  int64_t rows;          // of c
};

}  // namespace obol::cpu
