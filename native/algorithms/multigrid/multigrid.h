// Smoothed-aggregation multigrid for the Laplacian of a weighted graph (Vaněk, Mandel and Brezina 1996), on pairwise
// matchings: a hierarchy of graphs for the eigenproblem, and a V-cycle that approximates K⁺.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "algorithms/eigen/preconditioner.h"
#include "algorithms/multigrid/graph_level.h"

namespace obol {

struct MultigridOptions {
  int64_t coarsest = 250;  // no level below this many nodes is coarsened further
  int64_t least = 40;      // no level may have fewer nodes
  int most_levels = 100;
  double most_complexity = 3;     // entries of all levels over those of the first, with smoothing
  DType dtype = DType::kFloat32;  // of the V-cycle
};

// How a level hangs on the next coarser one.
struct Transfer {
  CsrMatrix prolongator;  // P, float64
  CsrMatrix interpolate;  // P, as the V-cycle takes it
  CsrMatrix restrict_to;  // D_c⁻¹·Pᵀ·D: takes D⁻¹r to the coarse D_c⁻¹r_c
};

// What the V-cycle needs on a level, in its dtype.
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
  // P of level l in float64, which only the way up to the finest level needs: it is given away.
  CsrMatrix take_prolongator(int l) {
    return std::exchange(transfers_[static_cast<size_t>(l)].prolongator, CsrMatrix());
  }
  DType dtype() const { return dtype_; }
  double complexity() const;

  // All eigenpairs of the coarsest level, on the host: for a start and for its exact inverse in the V-cycle (which
  // otherwise only smooths there). The first `null_count` vectors span the null space.
  Status solve_coarsest(Backend& backend, int64_t null_count);
  bool has_coarsest() const { return static_cast<bool>(coarsest_inverse_); }
  const std::vector<double>& coarsest_vectors() const { return coarsest_vectors_; }  // n_c × n_c, row-major

  // The V-cycle's arrays and numbers, from which unpack makes it again; the rest of the set-up stays behind.
  void pack(std::vector<Tensor>* arrays, std::vector<double>* numbers) const;
  static Multigrid unpack(const Tensor* arrays, const double* numbers, size_t* array_count, size_t* number_count);

  // Room for V-cycles on blocks of so many columns; on the finest level in the memory of `scratch`, where that suffices.
  Status prepare(Backend& backend, int64_t columns, const Tensor& scratch);

  // x ≈ K⁺·D·z on level `l`: z = D⁻¹r and x are blocks of dtype().
  Status vcycle(Backend& backend, int l, const Tensor& z, const Tensor& x) const;

 private:
  Status coarsen(Backend& backend, const MultigridOptions& options, bool* done);
  Status start(Backend& backend, const Smoother& s, const Tensor& z, const Tensor& x) const;
  Status find_residual(Backend& backend, const Smoother& s, const Tensor& z, const Tensor& x) const;
  Status smooth(Backend& backend, const Smoother& s, const Tensor& z, const Tensor& x) const;

  DType dtype_ = DType::kFloat32;
  std::vector<GraphLevel> levels_;
  std::vector<Transfer> transfers_;
  std::vector<Smoother> smoothers_;
  std::vector<double> coarsest_vectors_;
  Tensor coarsest_inverse_;  // (K⁺·D)ᵀ, float64
  Tensor coarsest_product_;  // scratch, n_c × columns, float64
};

// The V-cycle that starts on one level.
class MultigridCycle final : public Preconditioner {
 public:
  MultigridCycle(const Multigrid& multigrid, int level) : multigrid_(multigrid), level_(level) {}

  const Tensor& scale() const override { return multigrid_.level(level_).inverse_degree; }
  DType dtype() const override { return multigrid_.dtype(); }
  Status apply(Backend& backend, const std::vector<double>&, const Tensor& z, const Tensor& w) override {
    return multigrid_.vcycle(backend, level_, z, w);
  }
  bool approximates_inverse() const override { return true; }

 private:
  const Multigrid& multigrid_;
  const int level_;
};

}  // namespace obol
