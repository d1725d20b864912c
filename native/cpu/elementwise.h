// The walk that all elementwise families share: a kernel sees contiguous runs of elements (or one element that stands for
// a run), whatever the layouts of the views are.
#pragma once

#include "core/layout.h"
#include "ops/ops.h"

namespace obol::cpu {

// p[0] is the output's run of n elements, p[1 …] the inputs'; where bit k of `single` is set, p[k] is one element.
// p[0] may be the same run as an input.
using Kernel = void (*)(char* const* p, unsigned single, int64_t n);

struct Elementwise {
  Kernel kernel = nullptr;
  bool plain_copy = false;     // the kernel copies its one input: tiles may go without it
  unsigned may_be_single = 0;  // which operands the kernel takes as one element
  int64_t grain = 1 << 15;     // elements that are worth a hand-over to another thread
};

// How a kernel reads an operand: a bool as the byte that it is, or loops over it would not become vector code.
template <class T>
struct StoredAs {
  using type = T;
};
template <>
struct StoredAs<bool> {
  using type = uint8_t;
};
template <class T>
using Stored = typename StoredAs<T>::type;

// Whether a functor has `is_common` and `apply_common` (ops/unary.h), asked of blocks of this length.
inline constexpr int64_t kCommonBlock = 512;
template <class Op, class = void>
inline constexpr bool has_common_v = false;
template <class Op>
inline constexpr bool has_common_v<Op, decltype(static_cast<void>(&Op::template apply_common<double>))> = true;

// views[0] is the output; all have its shape.
void run_elementwise(const Elementwise& task, const View* const* views, int count);

// The kernel of an operation for a dtype that its row accepts, else null. Each group of dtypes is a file of its own.
Kernel unary_kernel_of_integers(UnaryOp op, DType dtype);  // and bool
Kernel unary_kernel_of_floats(UnaryOp op, DType dtype);
Kernel unary_kernel_of_complexes(UnaryOp op, DType dtype);
Kernel binary_kernel_of_integers(BinaryOp op, DType dtype);  // and bool
Kernel binary_kernel_of_floats(BinaryOp op, DType dtype);
Kernel binary_kernel_of_complexes(BinaryOp op, DType dtype);
Kernel cast_kernel(DType out, DType in);

// Copies a rows × columns tile of elements of 1, 2, 4, 8 or 16 bytes; steps in bytes.
void copy_tile(size_t itemsize, char* out, int64_t out_row, int64_t out_column, const char* in, int64_t in_row,
               int64_t in_column, int64_t rows, int64_t columns);

}  // namespace obol::cpu
