// The vectors of a block Lanczos process: orthonormal rows on the device, and how they grow, a block of rows a step.
#pragma once

#include "algorithms/eigen/lanczos.h"
#include "algorithms/rows.h"

namespace obol {

// What the host knows of the projected matrix: entries of the rows [locked, size) (in an m × m matrix, row-major), what
// came after the last step, and the size of the largest entries.
struct Projection {
  int64_t m = 0, locked = 0, size = 0, block = 1;
  std::vector<double> t;
  std::vector<double> tail;  // block × block, upper triangular: A·V = V·T + V_next·tail·(the last rows of the identity)
  double scale = 0;

  void set(int64_t i, int64_t j, double value) {
    t[static_cast<size_t>(i * m + j)] = t[static_cast<size_t>(j * m + i)] = value;
  }
  double& tail_at(int64_t i, int64_t j) { return tail[static_cast<size_t>(i * block + j)]; }
  // The norm of the residual of a vector whose last `block` coefficients these are.
  double error(const double* last) const;
};

class LanczosBasis {
 public:
  // Blocks of several rows are for float64: their projected matrices are real.
  LanczosBasis(const JobContext& context, const Action& action, int64_t n, int64_t m, int64_t block, DType dtype,
               uint64_t seed)
      : context_(context),
        backend_(context.backend),
        action_(action),
        n_(n),
        m_(m),
        block_(block),
        dtype_(dtype),
        complex_(dtype == DType::kComplex128),
        seed_(seed) {}

  Status allocate();
  // The first block: a vector, where it is given, and random ones.
  Status begin(const Tensor& start);
  // The block from row `from` on becomes random, orthogonal to what is before.
  Status random_block(int64_t from);
  // Takes steps from the block at row `from` on, as long as a block fits below row m; one more block lies behind.
  Status expand(int64_t from, Projection* p);

  // New rows: `copied` of the present ones, then combinations of the rows [first, size), one for each row of `weights`,
  // then, if `next`, the block behind.
  Status replace(const std::vector<int64_t>& copied, int64_t first, int64_t size, const std::vector<double>& weights,
                 bool next);
  // Rows [begin, acted) become the action on them; all of [begin, end) become orthonormal, and to those before. Of those
  // in `empty` the action had nothing of its own.
  Status clean(int64_t begin, int64_t acted, int64_t end, std::vector<int64_t>* empty);
  // Rows [0, count) as the columns of `out`.
  Status columns(int64_t count, const Tensor& out) { return backend_.copy(out, transposed(basis_.slice(0, 0, count))); }

 private:
  Tensor row(int64_t i) const { return basis_.slice(0, i, i + 1); }
  static View vector(const Tensor& row);
  static View scalar(View v);
  Status random_row(int64_t i, int attempt = 0);
  Status square_of(int64_t i, const View& square);
  Status norm_of(int64_t i, double* norm);
  Status normalize(int64_t i, const View& square);
  Status act(int64_t from);
  Status orthogonalize(int64_t from, int64_t end, int64_t first, int64_t last, const View& c);
  Status orthogonalize_row(int64_t i, const Tensor& c) {
    return orthogonalize(0, i, i, i + 1, c.slice(0, 0, 1).slice(1, 0, i));
  }
  Status step(int64_t from, bool couples);
  Status read_steps(int64_t from, int64_t end, Projection* p, int64_t* doubtful);
  Status careful_step(int64_t from, Projection* p);
  Status download_parts(const Tensor& from, std::vector<double>* out);

  const JobContext& context_;
  Backend& backend_;
  const Action& action_;
  int64_t n_, m_, block_;
  DType dtype_;
  bool complex_;
  uint64_t seed_, draws_ = 0;
  Tensor basis_, other_;        // rows
  Tensor along_, spare_;        // as many rows as a block, and one
  Tensor x_, y_;                // a block as columns
  Tensor coefficients_, more_;  // of a step's rows along those before: a row of numbers each
  Tensor within_;               // of a step's rows along those of the same block
  Tensor squares_;              // of a row: its norm² after the first pass and after the last one
  Tensor square_, norm_, divisor_;
};

}  // namespace obol
