// Eigenpairs at an end of the spectrum of A·x = λ·B·x for operators A, Hermitian, and B, positive definite: LOBPCG
// (Knyazev 2001) with bases that are kept orthonormal, so that ill-conditioned blocks and repeated eigenvalues don't break
// it (Hetmaniuk and Lehoucq 2006; Duersch, Shao, Yang and Gu 2018). lobpcg.h is the one for graphs' Laplacians.
#pragma once

#include <cstdint>
#include <vector>

#include "algorithms/operator.h"

namespace obol {

struct LobpcgOptions {
  bool largest = true;
  double tolerance = 0;  // of ‖A·x − λ·B·x‖
  int64_t most_iterations = 20;
  uint64_t seed = 0;  // of columns that replace dependent ones
};

struct LobpcgResult {
  std::vector<double> values;  // descending, or ascending for the smallest
  Tensor vectors;              // n × k, XᴴBX = I
  std::vector<double> residuals;
  int64_t iterations = 0;
  bool converged = false;
};

// What is iterated on: n × n operators of float64 or complex128; all but `a` may be absent.
struct Pencil {
  OperatorRef a, b, preconditioner;
  Tensor constraints;  // n × p: vectors are B-orthogonal to these
};

// From the start block x (n × k), k ≤ n − p. Blocks that are wide for n are solved densely. kConvergence is the caller's
// to say.
Status lobpcg_general(const JobContext& context, const Pencil& pencil, const LobpcgOptions& options, const Tensor& x,
                      LobpcgResult* result);

}  // namespace obol
