// The vectors of a Lanczos process: a block of orthonormal rows on the device, and how it grows.
#pragma once

#include "algorithms/eigen/lanczos.h"
#include "algorithms/rows.h"

namespace obol {

// What the host knows of the projected matrix: entries of the rows from `locked` on (m × m, row-major), what came after
// the last step, and the size of the largest entries.
struct Projection {
  int64_t m = 0, locked = 0;
  std::vector<double> t;
  double beta = 0, scale = 0;

  void set(int64_t i, int64_t j, double value) {
    t[static_cast<size_t>(i * m + j)] = t[static_cast<size_t>(j * m + i)] = value;
  }
};

class LanczosBasis {
 public:
  LanczosBasis(const JobContext& context, const Action& action, int64_t n, int64_t m, DType dtype, uint64_t seed)
      : context_(context),
        backend_(context.backend),
        action_(action),
        n_(n),
        m_(m),
        dtype_(dtype),
        complex_(dtype == DType::kComplex128),
        seed_(seed) {}

  Status allocate();
  // Row 0 from a vector, or at random.
  Status begin(const Tensor& start);
  // Row `i` becomes a random unit vector orthogonal to those before.
  Status random_row(int64_t i, int attempt = 0);
  // Grows the basis from `from` + 1 rows to m + 1.
  Status expand(int64_t from, Projection* p);

  // New rows: `copied` of the present ones, then `mixed` combinations of rows from `first` on (mixed × (m − first)
  // weights), then, if `next`, row m.
  Status replace(const std::vector<int64_t>& copied, int64_t first, int64_t mixed, const std::vector<double>& weights,
                 bool next);
  // Rows [begin, acted) become the action on them; all of [begin, end) become orthonormal, and to those before.
  Status clean(int64_t begin, int64_t acted, int64_t end);
  // Rows [0, count) as the columns of `out`.
  Status columns(int64_t count, const Tensor& out) { return backend_.copy(out, transposed(basis_.slice(0, 0, count))); }

 private:
  Tensor row(int64_t i) const { return basis_.slice(0, i, i + 1); }
  static View vector(const Tensor& row);
  View square() const;
  Status square_of(int64_t i);
  Status norm_of(int64_t i, double* norm);
  Status normalize(int64_t i);
  Status orthogonalize(int64_t i, const View& c);
  Status step(int64_t j);
  Status read_steps(int64_t from, int64_t end, Projection* p, int64_t* doubtful);
  Status careful_step(int64_t j, Projection* p);
  Status download_parts(const Tensor& from, std::vector<double>* out);

  const JobContext& context_;
  Backend& backend_;
  const Action& action_;
  int64_t n_, m_;
  DType dtype_;
  bool complex_;
  uint64_t seed_, draws_ = 0;
  Tensor basis_, other_, along_, spare_, coefficients_, more_, squares_, square_, norm_, divisor_;
};

}  // namespace obol
