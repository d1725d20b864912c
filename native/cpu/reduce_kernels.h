// The loops of reductions; see reduce.h. Compiled once per instruction set.

namespace obol::cpu {
namespace OBOL_ISA {
namespace {

#include "cpu/reduce_lanes.h"

template <class Op>
struct Reduction {
  using In = typename Op::In;
  using Acc = typename Op::Acc;
  using Out = typename Op::Out;

  static void block(const void* in, int64_t n, void* acc) {
    *static_cast<Acc*>(acc) = block_of<Op>(static_cast<const In*>(in), n);
  }

  static void rows(const void* in, int64_t step, int64_t n, int64_t rows, void* out, int64_t out_step) {
    const In* p = static_cast<const In*>(in);
    Out* o = static_cast<Out*>(out);
    for (int64_t r = 0; r < rows; ++r) o[r * out_step] = Op::finish(block_of<Op>(p + r * step, n));
  }

  static void columns(const void* in, const int64_t* offsets, int64_t rows, int64_t step, int64_t n, void* acc) {
    Acc* __restrict a = static_cast<Acc*>(acc);
    for (int64_t r = 0; r < rows; ++r) {
      const In* p = static_cast<const In*>(in) + offsets[r];
      if (step == 1)
        for (int64_t j = 0; j < n; ++j) Op::take(a[j], Op::load(p[j]));
      else
        for (int64_t j = 0; j < n; ++j) Op::take(a[j], Op::load(p[j * step]));
    }
  }

  static void identity(void* acc, int64_t n) {
    for (int64_t i = 0; i < n; ++i) static_cast<Acc*>(acc)[i] = Op::identity();
  }

  static void merge(void* acc, const void* other, int64_t n) {
    Acc* a = static_cast<Acc*>(acc);
    const Acc* b = static_cast<const Acc*>(other);
    for (int64_t i = 0; i < n; ++i) Op::take(a[i], b[i]);
  }

  static void finish(const void* acc, int64_t n, void* out, int64_t out_step) {
    const Acc* a = static_cast<const Acc*>(acc);
    Out* o = static_cast<Out*>(out);
    for (int64_t i = 0; i < n; ++i) o[i * out_step] = Op::finish(a[i]);
  }
};

template <class Op, bool Pairwise = false, bool (*Settled)(const void*) = nullptr>
const ReduceKernels* kernels_of() {
  using R = Reduction<Op>;
  static constexpr ReduceKernels k = {sizeof(typename Op::In),
                                      sizeof(typename Op::Acc),
                                      Pairwise,
                                      R::block,
                                      R::rows,
                                      R::columns,
                                      R::identity,
                                      R::merge,
                                      R::finish,
                                      Settled};
  return &k;
}

#if defined(OBOL_REDUCE_ARITHMETIC)

template <template <class> class Op>
const ReduceKernels* of_numbers(DType d) {
  switch (d) {
    case DType::kInt8:
      return kernels_of<Op<int8_t>>();
    case DType::kInt16:
      return kernels_of<Op<int16_t>>();
    case DType::kUint8:
      return kernels_of<Op<uint8_t>>();
    case DType::kUint16:
      return kernels_of<Op<uint16_t>>();
    case DType::kInt32:
    case DType::kUint32:
      return kernels_of<Op<uint32_t>>();
    case DType::kInt64:
    case DType::kUint64:
      return kernels_of<Op<uint64_t>>();
    case DType::kFloat32:
      return kernels_of<Op<float>, true>();
    case DType::kFloat64:
      return kernels_of<Op<double>, true>();
    case DType::kComplex64:
      return kernels_of<Op<complex64>, true>();
    case DType::kComplex128:
      return kernels_of<Op<complex128>, true>();
    default:
      return nullptr;
  }
}

template <template <class> class Op>
const ReduceKernels* of_floats(DType d) {
  switch (d) {
    case DType::kFloat32:
      return kernels_of<Op<float>, true>();
    case DType::kFloat64:
      return kernels_of<Op<double>, true>();
    case DType::kComplex64:
      return kernels_of<Op<complex64>, true>();
    case DType::kComplex128:
      return kernels_of<Op<complex128>, true>();
    default:
      return nullptr;
  }
}

const ReduceKernels* find(ReduceOp op, DType d) {
  if (op == ReduceOp::k_norm) return of_floats<ops::Norm>(d);
  return op == ReduceOp::k_sum ? of_numbers<ops::Sum>(d) : of_numbers<ops::Prod>(d);
}

#elif defined(OBOL_REDUCE_EXTREME)

template <template <class> class Op>
const ReduceKernels* of_reals(DType d) {
  switch (d) {
    case DType::kInt8:
      return kernels_of<Op<int8_t>>();
    case DType::kInt16:
      return kernels_of<Op<int16_t>>();
    case DType::kInt32:
      return kernels_of<Op<int32_t>>();
    case DType::kInt64:
      return kernels_of<Op<int64_t>>();
    case DType::kUint8:
      return kernels_of<Op<uint8_t>>();
    case DType::kUint16:
      return kernels_of<Op<uint16_t>>();
    case DType::kUint32:
      return kernels_of<Op<uint32_t>>();
    case DType::kUint64:
      return kernels_of<Op<uint64_t>>();
    case DType::kFloat32:
      return kernels_of<Op<float>>();
    case DType::kFloat64:
      return kernels_of<Op<double>>();
    default:
      return nullptr;
  }
}

const ReduceKernels* find(ReduceOp op, DType d) {
  return op == ReduceOp::k_max ? of_reals<ops::Max>(d) : of_reals<ops::Min>(d);
}

#elif defined(OBOL_REDUCE_TRUTH)

// Whether an integer is zero does not depend on its sign.
template <template <class> class Op, bool (*Settled)(const void*) = nullptr>
const ReduceKernels* of_any(DType d) {
  switch (d) {
    case DType::kBool:
    case DType::kInt8:
    case DType::kUint8:
      return kernels_of<Op<uint8_t>, false, Settled>();
    case DType::kInt16:
    case DType::kUint16:
      return kernels_of<Op<uint16_t>, false, Settled>();
    case DType::kInt32:
    case DType::kUint32:
      return kernels_of<Op<uint32_t>, false, Settled>();
    case DType::kInt64:
    case DType::kUint64:
      return kernels_of<Op<uint64_t>, false, Settled>();
    case DType::kFloat32:
      return kernels_of<Op<float>, false, Settled>();
    case DType::kFloat64:
      return kernels_of<Op<double>, false, Settled>();
    case DType::kComplex64:
      return kernels_of<Op<complex64>, false, Settled>();
    case DType::kComplex128:
      return kernels_of<Op<complex128>, false, Settled>();
  }
  return nullptr;
}

bool is_false(const void* acc) { return *static_cast<const uint8_t*>(acc) == 0; }
bool is_true(const void* acc) { return *static_cast<const uint8_t*>(acc) != 0; }

const ReduceKernels* find(ReduceOp op, DType d) {
  if (op == ReduceOp::k_all) return of_any<ops::All, is_false>(d);
  if (op == ReduceOp::k_any) return of_any<ops::Any, is_true>(d);
  return of_any<ops::CountNonzero>(d);
}

#endif

}  // namespace
}  // namespace OBOL_ISA
}  // namespace obol::cpu
