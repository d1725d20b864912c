// What the files matmul*.cc share: matrices by pointer and strides, and the forms of a product. matmul.cc picks the form
// and walks batches, matmul_packed.cc is the product of panels, matmul_vector.cc the one with a few vectors.
#pragma once

#include <cstdint>

#include "cpu/backend.h"

namespace obol::cpu {

// A matrix's element (i, j) is at data[i · down + j · across].
template <class T>
struct Matrix {
  T* data;
  int64_t down, across;
  T* at(int64_t i, int64_t j) const { return data + i * down + j * across; }
  Matrix from(int64_t i, int64_t j) const { return {at(i, j), down, across}; }
  Matrix transposed() const { return {data, across, down}; }
};

// c (m × n) = a (m × k) · b (k × n).
template <class T>
struct Product {
  int64_t m, n, k;
  Matrix<T> a, b, c;
  Product transposed() const { return {n, m, k, b.transposed(), a.transposed(), c.transposed()}; }
};

// Multiply-adds worth a chunk of their own.
inline constexpr int64_t kMatmulChunk = int64_t{1} << 17;
// Columns that count as a few vectors: a product reads the other matrix once for all of them.
inline constexpr int64_t kFewColumns = 4;

// float, double, Complex<float>, Complex<double>.
template <class T>
Status multiply_packed(Backend& backend, const Product<T>& p);
// m or n at most kFewColumns; false (and nothing done) where no operand's strides suit.
template <class T>
bool multiply_vector(Backend& backend, const Product<T>& p, Status* status);

}  // namespace obol::cpu
