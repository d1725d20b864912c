// Dense products: a block of threads computes a square tile of the result from tiles of the operands in shared memory,
// each thread sixteen elements of it. Sums run over k in order, one element one chain. Products with one column, or of one
// row, go another way (matmul_vector.h).
#include <utility>

#include "gpu/backend.h"
#include "gpu/matmul_vector.h"
#include "gpu/set.h"

namespace obol::gpu {
namespace {

constexpr int kSide = 64;   // of a tile of the result
constexpr int kDepth = 16;  // of the tiles of the operands
constexpr int kEach = 4;    // rows and columns of a thread

template <class T>
struct MatmulKernel {
  static constexpr uint32_t kThreads = 256;
  Matrix<T> c;
  Matrix<const T> a, b;
  int64_t m, n, k, tiles_down, tiles_across;
  Strided<3> batches;  // of c, a, b

  struct Shared {
    T a[kDepth][kSide + 1];
    T b[kDepth][kSide + 1];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const int64_t tiles = tiles_down * tiles_across, batch = t.block_x() / tiles, tile = t.block_x() % tiles;
    const auto place = batches.places(batch);
    const int64_t row0 = tile / tiles_across * kSide, column0 = tile % tiles_across * kSide;
    // Neighbouring threads take neighbouring columns of the result.
    const int down = static_cast<int>(t.thread()) / (kSide / kEach),
              across = static_cast<int>(t.thread()) % (kSide / kEach);
    T sum[kEach][kEach];
    for (int i = 0; i < kEach; ++i)
      for (int j = 0; j < kEach; ++j) sum[i][j] = T(0);
    for (int64_t k0 = 0; k0 < k; k0 += kDepth) {
      for (int e = static_cast<int>(t.thread()); e < kSide * kDepth; e += static_cast<int>(kThreads)) {
        // Each operand is read along its axis of unit stride, where it has one.
        const bool by_rows = a.across == 1;
        const int ai = by_rows ? e / kDepth : e % kSide, ak = by_rows ? e % kDepth : e / kSide;
        const bool inside = t.within(row0 + ai, m) && t.within(k0 + ak, k);
        shared.a[ak][ai] = inside ? a.data[place.at[1] + (row0 + ai) * a.down + (k0 + ak) * a.across] : T(0);
        const bool by_columns = b.across != 1;
        const int bj = by_columns ? e / kDepth : e % kSide, bk = by_columns ? e % kDepth : e / kSide;
        const bool within = t.within(column0 + bj, n) && t.within(k0 + bk, k);
        shared.b[bk][bj] = within ? b.data[place.at[2] + (k0 + bk) * b.down + (column0 + bj) * b.across] : T(0);
      }
      t.barrier();
      const int depth = k - k0 < kDepth ? static_cast<int>(k - k0) : kDepth;
      for (int d = 0; d < depth; ++d)
        for (int i = 0; i < kEach; ++i)
          for (int j = 0; j < kEach; ++j)
            sum[i][j] =
                multiply_add(shared.a[d][down * kEach + i], shared.b[d][across + j * (kSide / kEach)], sum[i][j]);
      t.barrier();
    }
    for (int i = 0; i < kEach; ++i)
      for (int j = 0; j < kEach; ++j) {
        const int64_t row = row0 + down * kEach + i, column = column0 + across + j * (kSide / kEach);
        if (t.within(row, m) && t.within(column, n)) c.data[place.at[0] + row * c.down + column * c.across] = sum[i][j];
      }
  }
};

template <class T>
Status multiply(Context& context, const View& out, const View& left, const View& right) {
  Operand a_memory, b_memory;
  OBOL_TRY(a_memory.place(context, left));
  OBOL_TRY(b_memory.place(context, right));
  const View &a = a_memory, &b = b_memory;
  const int last = out.ndim() - 1;
  const View out_lead = leading_dims(out, last - 1), a_lead = leading_dims(a, last - 1),
             b_lead = leading_dims(b, last - 1);
  const View* views[] = {&out_lead, &a_lead, &b_lead};
  const Walk walk = make_walk(views, 3);
  MatmulKernel<T> kernel{{pointer<T>(out) + walk.offset[0], out.stride(last - 1), out.stride(last)},
                         {pointer<T>(a) + walk.offset[1], a.stride(last - 1), a.stride(last)},
                         {pointer<T>(b) + walk.offset[2], b.stride(last - 1), b.stride(last)},
                         out.shape(last - 1),
                         out.shape(last),
                         a.shape(last),
                         0,
                         0,
                         Strided<3>(walk)};
  if (walk.size == 0 || kernel.m == 0 || kernel.n == 0) return Status();
  if (kernel.n == 1)
    return multiply_vector(context, MatvecCall<T>{kernel.a, kernel.b, kernel.c.data, kernel.c.down, kernel.m, kernel.k,
                                                  0, 1, kernel.batches});
  if (kernel.m == 1) {  // the transpose of all that
    const Matrix<const T> left{kernel.b.data, kernel.b.across, kernel.b.down}, right{kernel.a.data, kernel.a.across, 0};
    Walk turned = walk;
    std::swap(turned.strides[1], turned.strides[2]);
    return multiply_vector(context, MatvecCall<T>{left, right, kernel.c.data, kernel.c.across, kernel.n, kernel.k, 0, 1,
                                                  Strided<3>(turned)});
  }
  kernel.tiles_down = (kernel.m + kSide - 1) / kSide;
  kernel.tiles_across = (kernel.n + kSide - 1) / kSide;
  return context.run({walk.size * kernel.tiles_down * kernel.tiles_across}, kernel);
}

}  // namespace

Status GpuBackend::matmul(const View& out, const View& a, const View& b) {
  switch (out.dtype) {
    case DType::kInt8:
    case DType::kUint8:
      return multiply<uint8_t>(context_, out, a, b);
    case DType::kInt16:
    case DType::kUint16:
      return multiply<uint16_t>(context_, out, a, b);
    case DType::kInt32:
    case DType::kUint32:
      return multiply<uint32_t>(context_, out, a, b);
    case DType::kInt64:
    case DType::kUint64:
      return multiply<uint64_t>(context_, out, a, b);
    case DType::kFloat32:
      return multiply<float>(context_, out, a, b);
    case DType::kFloat64:
      return multiply<double>(context_, out, a, b);
    case DType::kComplex64:
      return multiply<complex64>(context_, out, a, b);
    case DType::kComplex128:
      return multiply<complex128>(context_, out, a, b);
    default:
      return Status(Code::kType, "matmul: expected a numeric dtype");
  }
}

}  // namespace obol::gpu
