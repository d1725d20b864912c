// copy_tile: strided copies of small tiles, with whole vectors where rows or columns lie side by side.
#include <cstdint>
#include <cstring>

#include "cpu/elementwise.h"

namespace obol::cpu {
namespace {

struct Pair {
  uint64_t a, b;
};

struct Strides {
  int64_t out_row, out_column, in_row, in_column;
};

template <class T>
void copy_elements(char* out, const char* in, const Strides& s, int64_t rows, int64_t columns) {
  for (int64_t r = 0; r < rows; ++r) {
    char* q = out + r * s.out_row;
    const char* p = in + r * s.in_row;
    for (int64_t c = 0; c < columns; ++c) {
      std::memcpy(q, p, sizeof(T));
      p += s.in_column;
      q += s.out_column;
    }
  }
}

using Vector8 = uint64_t __attribute__((vector_size(16)));
using Vector4 = uint32_t __attribute__((vector_size(16)));

template <class V>
V load(const char* p) {
  V v;
  std::memcpy(&v, p, sizeof(V));
  return v;
}
template <class V>
void store(char* p, V v) {
  std::memcpy(p, &v, sizeof(V));
}

// Input columns and output rows are contiguous: square blocks are turned in registers.
void transpose(char* out, const char* in, const Strides& s, Vector8) {
  const Vector8 a = load<Vector8>(in), b = load<Vector8>(in + s.in_column);
  store(out, Vector8{a[0], b[0]});
  store(out + s.out_row, Vector8{a[1], b[1]});
}
void transpose(char* out, const char* in, const Strides& s, Vector4) {
  Vector4 v[4];
  for (int i = 0; i < 4; ++i) v[i] = load<Vector4>(in + i * s.in_column);
  for (int i = 0; i < 4; ++i) store(out + i * s.out_row, Vector4{v[0][i], v[1][i], v[2][i], v[3][i]});
}

template <class T, class V>
void copy_transposed(char* out, const char* in, const Strides& s, int64_t rows, int64_t columns) {
  constexpr int64_t side = sizeof(V) / sizeof(T);
  const int64_t whole_rows = rows / side * side, whole_columns = columns / side * side;
  for (int64_t r = 0; r < whole_rows; r += side)
    for (int64_t c = 0; c < whole_columns; c += side)
      transpose(out + r * s.out_row + c * s.out_column, in + r * s.in_row + c * s.in_column, s, V{});
  copy_elements<T>(out + whole_columns * s.out_column, in + whole_columns * s.in_column, s, whole_rows,
                   columns - whole_columns);
  copy_elements<T>(out + whole_rows * s.out_row, in + whole_rows * s.in_row, s, rows - whole_rows, columns);
}

}  // namespace

void copy_tile(size_t itemsize, char* out, int64_t out_row, int64_t out_column, const char* in, int64_t in_row,
               int64_t in_column, int64_t rows, int64_t columns) {
  const int64_t size = static_cast<int64_t>(itemsize);
  const Strides s = {out_row, out_column, in_row, in_column};
  if (out_column == size && in_column == size) {
    for (int64_t r = 0; r < rows; ++r)
      std::memcpy(out + r * out_row, in + r * in_row, itemsize * static_cast<size_t>(columns));
    return;
  }
  const bool turned = out_column == size && in_row == size;
  switch (itemsize) {
    case 1:
      return copy_elements<uint8_t>(out, in, s, rows, columns);
    case 2:
      return copy_elements<uint16_t>(out, in, s, rows, columns);
    case 4:
      if (turned) return copy_transposed<uint32_t, Vector4>(out, in, s, rows, columns);
      return copy_elements<uint32_t>(out, in, s, rows, columns);
    case 8:
      if (turned) return copy_transposed<uint64_t, Vector8>(out, in, s, rows, columns);
      return copy_elements<uint64_t>(out, in, s, rows, columns);
    default:
      return copy_elements<Pair>(out, in, s, rows, columns);
  }
}

}  // namespace obol::cpu
