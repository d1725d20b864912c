// Gram matrices, linear combinations and norms of blocks of vectors.
#include "cpu/block.h"

#include <immintrin.h>

#include <algorithm>
#include <vector>

#include "cpu/backend.h"
#include "cpu/isa.h"
#include "cpu/threads.h"

#define OBOL_KERNELS "cpu/block_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

BlockRows rows_of(const View& v) {
  return {const_cast<void*>(v.ptr()), v.stride(0), v.shape(1), v.dtype == DType::kFloat32};
}

std::vector<BlockRows> rows_of(const View* views, int count) {
  std::vector<BlockRows> blocks;
  for (int k = 0; k < count; ++k) blocks.push_back(rows_of(views[k]));
  return blocks;
}

int64_t width_of(const std::vector<BlockRows>& blocks) {
  int64_t width = 0;
  for (const BlockRows& b : blocks) width += b.columns;
  return width;
}

// The sum over chunks of rows, in their order, so that it doesn't depend on who computed which; s_width × t_width.
std::vector<double> accumulate_gram(const GramArguments& g, int64_t rows) {
  constexpr int64_t kMostChunks = 64, kLeastRows = 512;
  const int64_t grain = std::max(kLeastRows, (rows + kMostChunks - 1) / kMostChunks);
  const int64_t chunks = std::max<int64_t>(1, (rows + grain - 1) / grain);
  const size_t size = static_cast<size_t>(g.s_width * g.t_width);
  std::vector<double> sums(static_cast<size_t>(chunks) * size, 0.0);
  const auto kernel = OBOL_SELECT(gram_rows);
  parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
    std::vector<double> strip(static_cast<size_t>(kGramStrip * (g.s_width + g.t_width)), 0.0);
    kernel(g, begin, end, strip.data(), sums.data() + static_cast<size_t>(begin / grain) * size);
  });
  for (int64_t k = 1; k < chunks; ++k)
    for (size_t i = 0; i < size; ++i) sums[i] += sums[static_cast<size_t>(k) * size + i];
  sums.resize(size);
  return sums;
}

// The columns [from, from + out's) of the padded product, without the padding.
void unpack(const View& out, const std::vector<double>& sums, int64_t width, int64_t from) {
  for (int64_t i = 0; i < out.shape(0); ++i)
    for (int64_t j = 0; j < out.shape(1); ++j)
      out.as<double>()[i * out.stride(0) + j * out.stride(1)] = sums[static_cast<size_t>(i * width + from + j)];
}

}  // namespace

Status CpuBackend::gram(const View& out, const View* s, int s_count, const View* t, int t_count) {
  ++device_->counters().launches;
  const std::vector<BlockRows> left = rows_of(s, s_count), right = rows_of(t, t_count);
  GramArguments g = {};
  g.s = left.data();
  g.s_count = s_count;
  g.s_width = round_up(width_of(left), kGramTile);
  g.t = right.data();
  g.t_count = t_count;
  g.t_width = round_up(width_of(right), kGramTile);
  const int64_t rows = s_count > 0 ? s[0].shape(0) : 0;
  unpack(out, accumulate_gram(g, rows), g.t_width, 0);
  return Status();
}

Status CpuBackend::pencil_gram(const View& a_out, const View& m_out, const View* s, int s_count,
                               const SparseOperator& a, const View& mass, const View& t) {
  ++device_->counters().launches;
  const std::vector<BlockRows> left = rows_of(s, s_count);
  const BlockRows right = rows_of(t);
  const int64_t half = round_up(right.columns, kGramTile);
  GramArguments g = {};
  g.s = left.data();
  g.s_count = s_count;
  g.s_width = round_up(width_of(left), kGramTile);
  g.t = &right;
  g.t_count = 1;
  g.t_width = 2 * half;
  g.pencil = true;
  g.a = {a.matrix.indptr.as<int32_t>(), a.matrix.indices.as<int32_t>(), a.matrix.data.as<double>(), a.laplacian};
  g.mass = mass.given() ? mass.as<double>() : nullptr;
  const std::vector<double> sums = accumulate_gram(g, t.shape(0));
  unpack(a_out, sums, g.t_width, 0);
  unpack(m_out, sums, g.t_width, half);
  return Status();
}

Status CpuBackend::block_update(const View& y, const View* s, int count, const View& c, const View& partial,
                                int partial_count) {
  ++device_->counters().launches;
  const std::vector<BlockRows> blocks = rows_of(s, count);
  UpdateArguments u = {};
  u.s = blocks.data();
  u.count = count;
  u.rows = width_of(blocks);
  u.width = round_up(y.shape(1), kGramTile);
  u.y = rows_of(y);
  if (partial.given()) u.partial = rows_of(partial);
  for (int k = 0; k < partial_count; ++k) u.partial_rows += blocks[static_cast<size_t>(k)].columns;
  std::vector<double> coefficients(static_cast<size_t>(u.rows * u.width), 0.0);
  for (int64_t i = 0; i < u.rows; ++i)
    for (int64_t j = 0; j < y.shape(1); ++j)
      coefficients[static_cast<size_t>(i * u.width + j)] = c.as<double>()[i * c.stride(0) + j * c.stride(1)];
  u.c = coefficients.data();
  const auto kernel = OBOL_SELECT(update_rows);
  const int64_t rows = y.shape(0);
  const int64_t grain = std::max<int64_t>(64, (int64_t{1} << 20) / (u.rows * u.width + 1));
  parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
    std::vector<double> strip(static_cast<size_t>(kUpdateStrip * u.rows));
    kernel(u, begin, end, strip.data());
  });
  return Status();
}

}  // namespace obol::cpu
