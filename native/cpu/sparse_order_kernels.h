// The order of entries, in registers: whether they have one, and short rows sorted by rank, an entry's place being the
// number of entries before it.

namespace obol::cpu::OBOL_ISA {
namespace {

// `rank` has room for Most entries, of which n count.
template <int Most>
OBOL_INLINE void count_before(const int32_t* col, int64_t n, int32_t* rank) {
  typedef int32_t V __attribute__((vector_size(OBOL_VECTOR_BYTES)));
  constexpr int kLanes = OBOL_VECTOR_BYTES / 4, kVectors = Most / kLanes;
  alignas(OBOL_VECTOR_BYTES) int32_t held[Most] = {}, lanes[kLanes];
  for (int64_t i = 0; i < n; ++i) held[i] = col[i];
  for (int l = 0; l < kLanes; ++l) lanes[l] = l;
  V own[kVectors], lane[kVectors], sum[kVectors];
  for (int k = 0; k < kVectors; ++k) {
    __builtin_memcpy(&own[k], held + k * kLanes, sizeof(V));
    __builtin_memcpy(&lane[k], lanes, sizeof(V));
    lane[k] += k * kLanes;
    sum[k] = V{};
  }
  for (int32_t j = 0; j < n; ++j) {
    const V other = V{} + held[j], at = V{} + j;
    // Of equal columns the earlier entry comes first: it is less than the later one's column plus one.
    for (int k = 0; k < kVectors; ++k) sum[k] -= other < own[k] - (at < lane[k]);
  }
  for (int k = 0; k < kVectors; ++k) __builtin_memcpy(rank + k * kLanes, &sum[k], sizeof(V));
}

}  // namespace

// Whether entries [begin, end), begin > 0, are within rows and cols and each comes after the one before it.
bool entries_rise(const int32_t* row, const int32_t* col, int64_t begin, int64_t end, uint32_t rows, uint32_t cols) {
  typedef int32_t V __attribute__((vector_size(OBOL_VECTOR_BYTES)));
  typedef uint32_t U __attribute__((vector_size(OBOL_VECTOR_BYTES)));
  constexpr int kLanes = OBOL_VECTOR_BYTES / 4;
  V bad = {};
  int64_t i = begin;
  for (; i + kLanes <= end; i += kLanes) {
    ask_ahead(row + i);
    ask_ahead(col + i);
    V r, c, row_before, col_before;
    __builtin_memcpy(&r, row + i, sizeof(V));
    __builtin_memcpy(&c, col + i, sizeof(V));
    __builtin_memcpy(&row_before, row + i - 1, sizeof(V));
    __builtin_memcpy(&col_before, col + i - 1, sizeof(V));
    bad |= (r < row_before) | ((r == row_before) & (c <= col_before));
    bad |= ((U)r >= rows) | ((U)c >= cols);
  }
  int32_t any = 0;
  for (int l = 0; l < kLanes; ++l) any |= bad[l];
  for (; i < end; ++i) {
    any |= (row[i] < row[i - 1]) | ((row[i] == row[i - 1]) & (col[i] <= col[i - 1]));
    any |= (static_cast<uint32_t>(row[i]) >= rows) | (static_cast<uint32_t>(col[i]) >= cols);
  }
  return any == 0;
}

// The places of n <= 32 columns in ascending order; equal ones keep theirs. `rank` has room for 32.
void rank_columns(const int32_t* col, int64_t n, int32_t* rank) {
  n <= 16 ? count_before<16>(col, n, rank) : count_before<32>(col, n, rank);
}

}  // namespace obol::cpu::OBOL_ISA
