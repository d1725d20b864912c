// scan: running sums and products along the last axis.
#include "gpu/scan.h"

#include "gpu/backend.h"
#include "gpu/set.h"
#include "ops/complex_math.h"

namespace obol::gpu {
namespace {

// A running product is not the product of its parts where a part alone over- or underflows. So products of floats are
// kept as m·2^(256·e), |m| within 2^±256: what comes out is the product of all, rounded.
template <class T>
struct ScaledProd {
  using In = T;
  using Out = T;
  using Value = typename ops::Prod<T>::Acc;
  struct Acc {
    Value m;
    int64_t e;
  };
  static constexpr double kUp = 0x1p256, kDown = 0x1p-256;

  static OBOL_INLINE double size(double x) { return math::abs(x); }
  static OBOL_INLINE double size(complex128 z) { return math::larger(math::abs(z.re), math::abs(z.im)); }
  static OBOL_INLINE double times(double x, double factor) { return x * factor; }
  static OBOL_INLINE complex128 times(complex128 z, double factor) { return {z.re * factor, z.im * factor}; }

  static OBOL_INLINE Acc normal(Acc a) {
    while (size(a.m) > kUp && math::is_finite(size(a.m))) a = {times(a.m, kDown), a.e + 1};
    while (size(a.m) < kDown && size(a.m) > 0) a = {times(a.m, kUp), a.e - 1};
    return a;
  }
  static OBOL_INLINE Acc identity() { return {Value(1), 0}; }
  static OBOL_INLINE Acc load(T x) { return normal({Value(x), 0}); }
  static OBOL_INLINE void take(Acc& a, Acc b) { a = normal({a.m * b.m, a.e + b.e}); }
  static OBOL_INLINE T finish(Acc a) {
    for (; a.e > 0 && size(a.m) > 0 && math::is_finite(size(a.m)); --a.e) a.m = times(a.m, kUp);
    for (; a.e < 0 && size(a.m) > 0; ++a.e) a.m = times(a.m, kDown);
    return static_cast<T>(a.m);
  }
};

template <class Op>
Status scan_rows(Context& context, const View& out, const View& given) {
  Operand in_memory;
  OBOL_TRY(in_memory.place(context, given));
  const View& in = in_memory;
  const int last = in.ndim() - 1;
  const View in_rows = leading_dims(in, last), out_rows = leading_dims(out, last);
  const View* views[] = {&out_rows, &in_rows};
  const Walk rows = make_walk(views, 2);
  ScanCall call;
  call.in = pointer<typename Op::In>(in) + rows.offset[1];
  call.out = pointer<typename Op::Out>(out) + rows.offset[0];
  call.rows = Strided<2>(rows);
  call.n = in.shape(last);
  call.in_step = in.stride(last);
  call.out_step = out.stride(last);
  return run_scan<Op>(context, call);
}

// Signed and unsigned integers wrap alike.
template <template <class> class Whole, template <class> class Floating>
Status scan_of(Context& context, const View& out, const View& in) {
  switch (in.dtype) {
    case DType::kInt8:
      return scan_rows<Whole<int8_t>>(context, out, in);
    case DType::kInt16:
      return scan_rows<Whole<int16_t>>(context, out, in);
    case DType::kUint8:
      return scan_rows<Whole<uint8_t>>(context, out, in);
    case DType::kUint16:
      return scan_rows<Whole<uint16_t>>(context, out, in);
    case DType::kInt32:
    case DType::kUint32:
      return scan_rows<Whole<uint32_t>>(context, out, in);
    case DType::kInt64:
    case DType::kUint64:
      return scan_rows<Whole<uint64_t>>(context, out, in);
    case DType::kFloat32:
      return scan_rows<Floating<float>>(context, out, in);
    case DType::kFloat64:
      return scan_rows<Floating<double>>(context, out, in);
    case DType::kComplex64:
      return scan_rows<Floating<complex64>>(context, out, in);
    case DType::kComplex128:
      return scan_rows<Floating<complex128>>(context, out, in);
    default:
      return Status(Code::kType, std::string("no such scan of ") + dtype_name(in.dtype));
  }
}

}  // namespace

Status GpuBackend::scan(ScanOp op, const View& out, const View& in) {
  return op == ScanOp::k_cumulative_sum ? scan_of<ops::Sum, ops::Sum>(context_, out, in)
                                        : scan_of<ops::Prod, ScaledProd>(context_, out, in);
}

}  // namespace obol::gpu
