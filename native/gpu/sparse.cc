// Sparse times dense. A row of CSR·vector is shared by as many lanes as rows have entries on average; CSR·matrix gives
// each thread one element of the result, so that neighbours read neighbouring columns.
#include "gpu/backend.h"
#include "gpu/set.h"
#include "ops/math.h"

namespace obol::gpu {
namespace {

template <class T>
struct Csr {
  const int32_t* indptr;
  const int32_t* indices;
  const T* data;
  int64_t rows;
};

// A dense operand: row i, column c at data[i·row + c·column].
template <class T>
struct Dense {
  T* data;
  int64_t row, column;
};

template <class T>
OBOL_INLINE T multiply_add(T a, T b, T sum) {
  if constexpr (is_complex_v<T>)
    return sum + a * b;
  else
    return math::fma(a, b, sum);
}

// Lanes of one warp share a row, at most 32: a number that every warp holds, so results don't depend on its size.
inline constexpr uint32_t kMostLanes = 32;

template <class T>
struct RowSharedKernel {
  static constexpr uint32_t kThreads = 128;
  Csr<T> a;
  Dense<const T> x;
  Dense<T> y;
  uint32_t lanes;

  OBOL_HD void operator()(const TeamThread& t) const {
    const int64_t row = t.global() / lanes;
    const uint32_t member = t.thread() % lanes;
    T sum = T(0);
    if (t.within(row, a.rows)) {
      const int32_t end = a.indptr[row + 1];
      for (int32_t e = a.indptr[row] + static_cast<int32_t>(member); t.within(e, end); e += static_cast<int32_t>(lanes))
        sum = multiply_add(a.data[e], x.data[a.indices[e] * x.row], sum);
    }
    for (uint32_t half = lanes / 2; half > 0; half /= 2) sum = sum + t.shuffle_down(sum, half);
    if (t.within(row, a.rows) && member == 0) y.data[row * y.row] = sum;
  }
};

template <class T>
struct ElementKernel {
  static constexpr uint32_t kThreads = 256;
  Csr<T> a;
  Dense<const T> x;
  Dense<T> y;
  int64_t columns;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, a.rows * columns)) return;
    const int64_t row = i / columns, c = i % columns;
    const int32_t end = a.indptr[row + 1];
    T sum = T(0);
    for (int32_t e = a.indptr[row]; t.within(e, end); ++e)
      sum = multiply_add(a.data[e], x.data[a.indices[e] * x.row + c * x.column], sum);
    y.data[row * y.row + c * y.column] = sum;
  }
};

template <class T>
Dense<T> dense(const View& v) {
  return {pointer<std::remove_const_t<T>>(v), v.stride(0), v.ndim() == 2 ? v.stride(1) : 0};
}

template <class T>
Status multiply(Context& context, const View& out, const CsrView& m, const View& x) {
  const int64_t columns = x.ndim() == 2 ? x.shape(1) : 1;
  const Csr<T> a{pointer<int32_t>(m.indptr), pointer<int32_t>(m.indices), pointer<T>(m.data), m.rows};
  if (m.rows == 0 || columns == 0) return Status();
  uint32_t lanes = 1;
  while (lanes < kMostLanes && lanes * 2 <= m.indices.size() / m.rows) lanes *= 2;
  if (columns == 1 && lanes > 1)
    return context.run_over(m.rows * lanes, RowSharedKernel<T>{a, dense<const T>(x), dense<T>(out), lanes});
  return context.run_over(m.rows * columns, ElementKernel<T>{a, dense<const T>(x), dense<T>(out), columns});
}

}  // namespace

Status GpuBackend::csr_matmul(const View& out, const CsrView& a, const View& given) {
  Operand x;
  OBOL_TRY(x.place(context_, given));
  return visit_dtype_in<kFloating>(
      out.dtype, Status(Code::kType, "csr_matmul: expected a floating-point dtype"),
      [&](auto type) { return multiply<typename decltype(type)::type>(context_, out, a, x); });
}

}  // namespace obol::gpu
