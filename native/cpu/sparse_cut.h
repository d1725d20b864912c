// Rows of sparse matrices in chunks of like work, by sizes and row pointers alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/status.h"
#include "cpu/threads.h"

namespace obol::cpu {

// Calls body(first row, end row) for chunks of about `share` work, at most `most` of them; before(r) is the work of all
// rows before r.
template <class Before, class Body>
void for_each_row_chunk(int64_t rows, int64_t share, int64_t most, const Before& before, Body&& body) {
  if (rows == 0) return;
  const int64_t total = before(rows), chunks = std::clamp<int64_t>(total / share, 1, most);
  const auto first_row = [&](int64_t chunk) {
    if (chunk == chunks) return rows;
    const int64_t sought = total / chunks * chunk;
    int64_t row = 0;
    for (int64_t length = rows; length > 0;) {
      const int64_t half = length / 2;
      row += before(row + half) < sought ? length - half : 0;
      length = half;
    }
    return row;
  };
  for_each_chunk(chunks, [&](int64_t chunk) {
    const int64_t begin = first_row(chunk), end = first_row(chunk + 1);
    if (begin < end) body(begin, end);
  });
}

// Row pointers from the numbers of entries that stand in indptr[1 …].
inline Status sum_row_lengths(int32_t* indptr, int64_t rows, const char* what) {
  int64_t total = 0;
  indptr[0] = 0;
  for (int64_t r = 0; r < rows; ++r) {
    total += indptr[r + 1];
    if (total > std::numeric_limits<int32_t>::max())
      return Status(Code::kRange, std::string(what) + ": expected fewer than 2^31 elements in the result");
    indptr[r + 1] = static_cast<int32_t>(total);
  }
  return Status();
}

}  // namespace obol::cpu
