// Smoothed-aggregation multigrid for the Laplacian of a weighted graph (Vaněk, Mandel and Brezina 1996), on pairwise
// matchings: a hierarchy of graphs for the eigenproblem, and a V-cycle in float32 that approximates K⁺.
#pragma once

#include <functional>
#include <vector>

#include "algorithms/graph_level.h"

namespace obol {

struct MultigridOptions {
  int64_t coarsest = 250;      // no level below this many nodes is coarsened further
  int64_t least = 40;          // no level may have fewer nodes
  double most_complexity = 3;  // entries of all levels over those of the first, with smoothing
};

// How a level hangs on the next coarser one.
struct Transfer {
  CsrMatrix prolongator;  // P, float64
  CsrMatrix interpolate;  // P, float32
  CsrMatrix restrict_to;  // D_c⁻¹·Pᵀ·D, float32: takes D⁻¹r to the coarse D_c⁻¹r_c
};

// What smoothing on a level needs, in float32.
struct Smoother {
  CsrMatrix weights;
  Tensor inverse_degree;
  double linear = 0, quadratic = 0;  // x = linear·z + quadratic·D⁻¹K·z is a Chebyshev step for D⁻¹K·x = z
  Tensor residual;                   // scratch, n × columns
  Tensor right, solution;            // the right-hand side and solution of a coarser level, n × columns
};

class Multigrid {
 public:
  // Builds the coarser levels under `finest`. Stops early where coarsening gains nothing.
  static Status build(Backend& backend, const GraphLevel& finest, const MultigridOptions& options, Multigrid* out);

  int levels() const { return static_cast<int>(levels_.size()); }
  const GraphLevel& level(int l) const { return levels_[static_cast<size_t>(l)]; }
  const Transfer& transfer(int l) const { return transfers_[static_cast<size_t>(l)]; }
  double complexity() const;

  // All eigenpairs of the coarsest level, on the host: for a start and for its exact inverse in the V-cycle. The first
  // `null_count` vectors span the null space.
  Status solve_coarsest(Backend& backend, int64_t null_count);
  const std::vector<double>& coarsest_vectors() const { return coarsest_vectors_; }  // n_c × n_c, row-major

  // Room for V-cycles on blocks of so many columns.
  Status prepare(Backend& backend, int64_t columns);

  // x ≈ K⁺·D·z on level `l`: z = D⁻¹r and x are float32 blocks.
  Status vcycle(Backend& backend, int l, const Tensor& z, const Tensor& x) const;

 private:
  Status coarsen(Backend& backend, const MultigridOptions& options, bool* done);
  Status smooth(Backend& backend, const Smoother& s, const Tensor& z, const Tensor& x) const;

  std::vector<GraphLevel> levels_;
  std::vector<Transfer> transfers_;
  std::vector<Smoother> smoothers_;
  std::vector<double> coarsest_vectors_;
  Tensor coarsest_inverse_;  // (K⁺·D)ᵀ, float64
  Tensor coarsest_product_;  // scratch, n_c × columns, float64
};

}  // namespace obol
