// Sparse factorisations on the host, for every device: A = L·Lᴴ where A is definite, P·A·Q = L·U with pivots chosen by
// size where not, both multifrontal (Duff and Reid 1983) over the dense kernels. T is double or std::complex<double>.
#pragma once

#include <complex>
#include <memory>

#include "algorithms/sparse_direct/symbolic.h"
#include "core/status.h"

namespace obol::sparse_direct {

// A square matrix by rows, on the host. Columns ascend within a row.
template <class T>
struct HostCsr {
  int32_t n = 0;
  std::vector<int32_t> indptr, indices;
  std::vector<T> data;
};

template <class T>
class Factor {
 public:
  virtual ~Factor() = default;
  // X = A⁻¹·B in place: n × columns, row-major. Safe from one thread at a time.
  virtual Status solve(int64_t columns, T* x) = 0;
  // Bytes that it holds.
  virtual int64_t bytes() const = 0;
  // The smallest pivot, in units of its diagonal entry (Cholesky) or of the largest entry after scaling (LU).
  double smallest_pivot = 0;
};

// What a pivot did not allow; the factor is empty then.
enum class Outcome { kDone, kIndefinite, kSingular };

// L·Lᴴ of A − shift·I for a Hermitian A (negated: of shift·I − A), whose rows are all read. kIndefinite at the first pivot
// that isn't positive.
template <class T>
Status cholesky(const Symbolic& symbolic, const HostCsr<T>& a, double shift, bool negated, const Cancelled& cancelled,
                std::unique_ptr<Factor<T>>* out, Outcome* outcome);

// L·U of A − shift·I. Rows and columns are scaled by powers of two first. kSingular where a column has no pivot but zero.
template <class T>
Status lu(const Symbolic& symbolic, const HostCsr<T>& a, double shift, const Cancelled& cancelled,
          std::unique_ptr<Factor<T>>* out, Outcome* outcome);

// Bytes of host memory that a factorisation may take: what the machine and the cgroup have left, and OBOL_MEMORY_LIMIT.
int64_t memory_allowed();
Status check_memory(int64_t bytes);

}  // namespace obol::sparse_direct
