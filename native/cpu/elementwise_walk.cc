// run_elementwise: flat walks go straight to the kernel; any other is cut into tiles that fit the first cache, whose
// strided operands pass through buffers, so that a kernel has one contiguous loop and transposed operands are read by
// whole cache lines.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "cpu/elementwise.h"
#include "cpu/stream.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int64_t kTileBytes = 8192;
constexpr int64_t kTransposedSide = 32;
constexpr int64_t kRowWorthIt = 64;  // a shorter row goes through a tile with its neighbours

struct Operands {
  char* base[kMaxOperands];
  int64_t size[kMaxOperands];
};

// A walk cut into tiles: `outer` dimensions one index at a time, `row_dim` (or none) and the last in blocks.
struct Tiling {
  int row_dim = -1;
  int64_t rows = 1, columns = 1;            // of a whole tile
  int64_t row_tiles = 1, column_tiles = 1;  // per outer index
  int64_t tiles = 1;
};

unsigned single_mask(const Walk& w) {
  unsigned mask = 0;
  for (int k = 1; k < w.count; ++k)
    if (w.strides[k][0] == 0) mask |= 1u << k;
  return mask;
}

// Bytes of all operands from which on an output won't be found in a cache again.
int64_t beyond_caches() {
  static const int64_t bytes = std::max<int64_t>(sysconf(_SC_LEVEL3_CACHE_SIZE), int64_t{16} << 20);
  return bytes;
}

bool worth_streaming(const Walk& w, const Operands& o, unsigned single) {
  int64_t bytes = o.size[0];
  for (int k = 1; k < w.count; ++k) {
    if (o.base[k] == o.base[0]) return false;
    if (((single >> k) & 1u) == 0) bytes += o.size[k];
  }
  return kCanStream && w.size * bytes > beyond_caches();
}

// The kernel writes pieces that stay in the first cache; they are streamed from there.
void run_streaming(const Elementwise& task, char** p, const int64_t* step, int count, unsigned single, int64_t n) {
  constexpr int64_t kPiece = 2048;
  alignas(64) char piece[kPiece];
  const int64_t most = kPiece / step[0];
  const auto advance = [&](int64_t elements) {
    for (int k = 0; k < count; ++k) p[k] += elements * step[k];
    n -= elements;
  };
  const int64_t askew = -reinterpret_cast<intptr_t>(p[0]) & 63;
  const int64_t head = std::min(n, askew / step[0]);
  if (head > 0) {
    task.kernel(p, single, head);
    advance(head);
  }
  char* const out = p[0];
  int64_t done = 0;
  while (n >= most) {
    p[0] = piece;
    task.kernel(p, single, most);
    stream_bytes(out + done, piece, kPiece);
    done += kPiece;
    advance(most);
  }
  stream_fence();
  p[0] = out + done;
  if (n > 0) task.kernel(p, single, n);
}

void run_flat(const Elementwise& task, const Walk& w, const Operands& o, unsigned single) {
  const bool streaming = w.size > task.grain && worth_streaming(w, o, single);
  const auto body = [&](int64_t begin, int64_t end) {
    char* p[kMaxOperands];
    int64_t step[kMaxOperands];
    for (int k = 0; k < w.count; ++k) {
      step[k] = (single >> k) & 1u ? 0 : o.size[k];
      p[k] = o.base[k] + begin * step[k];
    }
    if (streaming)
      run_streaming(task, p, step, w.count, single, end - begin);
    else
      task.kernel(p, single, end - begin);
  };
  if (w.size <= task.grain)
    body(0, w.size);
  else
    parallel_for(w.size, task.grain, body);
}

bool rows_are_runs(const Elementwise& task, const Walk& w) {
  const int last = w.ndim - 1;
  for (int k = 0; k < w.count; ++k) {
    const int64_t s = w.strides[k][last];
    if (s != 1 && !(s == 0 && ((task.may_be_single >> k) & 1u))) return false;
  }
  return w.shape[last] >= kRowWorthIt;
}

// The dimension in which an operand that strides along the last one steps least: tiles are blocks of both.
int transposed_dim(const Walk& w) {
  const int last = w.ndim - 1;
  int best = -1;
  int64_t least = 0;
  for (int k = 0; k < w.count; ++k) {
    for (int d = 0; d < last; ++d) {
      const int64_t s = std::llabs(w.strides[k][d]);
      if (s == 0 || s >= std::llabs(w.strides[k][last])) continue;
      if (best < 0 || s < least) best = d, least = s;
    }
  }
  return best;
}

Tiling make_tiling(const Elementwise& task, const Walk& w, const Operands& o) {
  Tiling t;
  const int last = w.ndim - 1;
  const int64_t width = w.shape[last];
  if (rows_are_runs(task, w)) {
    t.columns = std::min(width, task.grain);
  } else {
    int64_t widest = 1;
    for (int k = 0; k < w.count; ++k) widest = std::max(widest, o.size[k]);
    const int64_t room = kTileBytes / widest;
    const int turned = transposed_dim(w);
    t.row_dim = turned >= 0 ? turned : last - 1;
    if (turned >= 0) {
      t.rows = std::min(w.shape[turned], room / kTransposedSide);
      t.columns = std::min(width, room / t.rows);
    } else {
      t.columns = std::min(width, room);
      if (t.row_dim >= 0) t.rows = std::min(w.shape[t.row_dim], room / t.columns);
    }
    if (t.row_dim >= 0) t.row_tiles = (w.shape[t.row_dim] + t.rows - 1) / t.rows;
  }
  t.column_tiles = (width + t.columns - 1) / t.columns;
  t.tiles = t.row_tiles * t.column_tiles;
  for (int d = 0; d < last; ++d)
    if (d != t.row_dim) t.tiles *= w.shape[d];
  return t;
}

void run_tile(const Elementwise& task, const Walk& w, const Operands& o, const Tiling& t, int64_t tile) {
  const int last = w.ndim - 1;
  const int64_t column = tile % t.column_tiles * t.columns;
  int64_t rest = tile / t.column_tiles;
  const int64_t row = rest % t.row_tiles * t.rows;
  rest /= t.row_tiles;
  const int64_t columns = std::min(t.columns, w.shape[last] - column);
  const int64_t rows = t.row_dim < 0 ? 1 : std::min(t.rows, w.shape[t.row_dim] - row);

  int64_t offset[kMaxOperands];
  for (int k = 0; k < w.count; ++k) {
    offset[k] = column * w.strides[k][last];
    if (t.row_dim >= 0) offset[k] += row * w.strides[k][t.row_dim];
  }
  for (int d = last - 1; d >= 0; --d) {
    if (d == t.row_dim) continue;
    const int64_t i = rest % w.shape[d];
    rest /= w.shape[d];
    for (int k = 0; k < w.count; ++k) offset[k] += i * w.strides[k][d];
  }

  if (task.plain_copy) {
    const int64_t size = o.size[0];
    const int64_t out_row = t.row_dim < 0 ? 0 : w.strides[0][t.row_dim],
                  in_row = t.row_dim < 0 ? 0 : w.strides[1][t.row_dim];
    return copy_tile(static_cast<size_t>(size), o.base[0] + offset[0] * size, out_row * size, w.strides[0][last] * size,
                     o.base[1] + offset[1] * size, in_row * size, w.strides[1][last] * size, rows, columns);
  }
  alignas(64) char buffer[kMaxOperands][kTileBytes];
  char* p[kMaxOperands] = {};
  unsigned single = 0;
  bool out_direct = true;
  for (int k = 0; k < w.count; ++k) {
    char* const place = o.base[k] + offset[k] * o.size[k];
    const int64_t step = w.strides[k][last], row_step = t.row_dim < 0 || rows == 1 ? 0 : w.strides[k][t.row_dim];
    const bool run = (step == 1 || columns == 1) && (rows == 1 || row_step == columns);
    if (run) {
      p[k] = place;
    } else if (k > 0 && step == 0 && row_step == 0 && ((task.may_be_single >> k) & 1u)) {
      p[k] = place;
      single |= 1u << k;
    } else {
      p[k] = buffer[k];
      if (k == 0)
        out_direct = false;
      else
        copy_tile(static_cast<size_t>(o.size[k]), buffer[k], columns * o.size[k], o.size[k], place,
                  row_step * o.size[k], step * o.size[k], rows, columns);
    }
  }
  task.kernel(p, single, rows * columns);
  if (!out_direct)
    copy_tile(static_cast<size_t>(o.size[0]), o.base[0] + offset[0] * o.size[0],
              t.row_dim < 0 ? 0 : w.strides[0][t.row_dim] * o.size[0], w.strides[0][last] * o.size[0], buffer[0],
              columns * o.size[0], o.size[0], rows, columns);
}

}  // namespace

void run_elementwise(const Elementwise& task, const View* const* views, int count) {
  const Walk w = make_walk(views, count);
  if (w.size == 0) return;
  Operands o;
  for (int k = 0; k < count; ++k) {
    o.size[k] = static_cast<int64_t>(itemsize(views[k]->dtype));
    o.base[k] = static_cast<char*>(const_cast<void*>(views[k]->ptr())) + w.offset[k] * o.size[k];
  }
  if (w.ndim == 0) return run_flat(task, w, o, 0);
  if (w.is_flat() && w.strides[0][0] == 1) {
    const unsigned single = single_mask(w);
    if ((single & ~task.may_be_single) == 0) return run_flat(task, w, o, single);
  }
  const Tiling t = make_tiling(task, w, o);
  const int64_t group = std::max<int64_t>(1, task.grain / (t.rows * t.columns));
  parallel_for(t.tiles, group, [&](int64_t begin, int64_t end) {
    for (int64_t tile = begin; tile < end; ++tile) run_tile(task, w, o, t, tile);
  });
}

}  // namespace obol::cpu
