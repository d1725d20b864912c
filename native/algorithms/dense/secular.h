// The heart of divide and conquer: eigenvalues and eigenvectors of diag(pole) + rho·z·zᵀ.
#pragma once

#include <cstdint>

namespace obol::dense {

// The k roots of 1 + rho·Σ z_j² / (p_j − λ) = 0 for rho > 0 and ascending poles that deflation has kept apart, p = pole,
// or p = pole² with `squares` (pole ≥ 0). λ to `root`, ascending (its square root with `squares`). Column i of the k × k
// matrix `vectors` becomes p_j − λ_i, each to high relative accuracy. z is replaced by the vector ẑ that has exactly
// these roots, times √rho (Gu & Eisenstat 1994, eq. 3.3; Löwner's formula): what makes the vectors orthogonal.
void secular_roots(int64_t k, const double* pole, double rho, bool squares, double* z, double* root, double* vectors,
                   int64_t ld);

}  // namespace obol::dense
