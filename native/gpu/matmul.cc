// Dense products: a block of threads computes a square tile of the result from tiles of the operands in shared memory,
// each thread sixteen elements of it. Sums run over k in order, one element one chain. Products with one or two columns,
// or rows, go another way (matmul_vector.h).
#include <utility>

#include "gpu/backend.h"
#include "gpu/matmul_vector.h"
#include "gpu/set.h"

namespace obol::gpu {
namespace {

constexpr int kSide = 64;   // of a tile of the result
constexpr int kDepth = 16;  // of the tiles of the operands
constexpr int kEach = 4;    // rows and columns of a thread
// A tile would be almost empty for so few columns; the other matrix is read once for each.
constexpr int64_t kFewColumns = 2;

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

// A view's leading axes and its columns: each column of the result is a product with a vector.
View by_columns(const View& v, int64_t columns, int64_t across) {
  View r = leading_dims(v, v.ndim() - 1);
  r.layout.shape[r.ndim() - 1] = columns;
  r.layout.strides[r.ndim() - 1] = across;
  return r;
}

template <class T>
Status multiply_few_columns(Context& context, const View& out, const View& a, const View& b) {
  const int last = out.ndim() - 1;
  const int64_t n = out.shape(last);
  const View outs = by_columns(out, n, out.stride(last)), as = by_columns(a, n, 0),
             bs = by_columns(b, n, b.stride(last));
  const View* views[] = {&outs, &as, &bs};
  const Walk walk = make_walk(views, 3);
  return multiply_vector(context, MatvecCall<T>{{pointer<T>(a) + walk.offset[1], a.stride(last - 1), a.stride(last)},
                                                {pointer<T>(b) + walk.offset[2], b.stride(last - 1), 0},
                                                pointer<T>(out) + walk.offset[0],
                                                out.stride(last - 1),
                                                out.shape(last - 1),
                                                a.shape(last),
                                                0,
                                                1,
                                                Strided<3>(walk)});
}

// Rows and columns of each matrix exchanged.
View turned(View v) {
  std::swap(v.layout.shape[v.ndim() - 2], v.layout.shape[v.ndim() - 1]);
  std::swap(v.layout.strides[v.ndim() - 2], v.layout.strides[v.ndim() - 1]);
  return v;
}

template <class T>
Status multiply_tiles(Context& context, const View& out, const View& a, const View& b) {
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
  kernel.tiles_down = (kernel.m + kSide - 1) / kSide;
  kernel.tiles_across = (kernel.n + kSide - 1) / kSide;
  return context.run({walk.size * kernel.tiles_down * kernel.tiles_across}, kernel);
}

template <class T>
Status multiply(Context& context, const View& out, const View& a, const View& b) {
  if (out.size() == 0) return Status();
  Operand a_memory, b_memory;
  OBOL_TRY(a_memory.place(context, a));
  OBOL_TRY(b_memory.place(context, b));
  const int last = out.ndim() - 1;
  if (out.shape(last) <= kFewColumns) return multiply_few_columns<T>(context, out, a_memory, b_memory);
  if (out.shape(last - 1) <= kFewColumns)
    return multiply_few_columns<T>(context, turned(out), turned(b_memory), turned(a_memory));
  return multiply_tiles<T>(context, out, a_memory, b_memory);
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
