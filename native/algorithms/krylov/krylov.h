// What Krylov methods for A·x = b share: vectors of a real or complex space as real ones, the stop rule, and the loop
// around a method that believes no recurrence: it ends on ‖b − A·x‖ itself.
#pragma once

#include <vector>

#include "algorithms/operator.h"

namespace obol {

// Vectors of n numbers of a dtype. Sums and dot products are taken on their components, all real: of a Hermitian problem
// the scalars are.
class KrylovSpace {
 public:
  KrylovSpace(Backend& backend, DType dtype, int64_t n);

  DType dtype() const { return dtype_; }
  DType real_dtype() const { return real_; }
  int64_t n() const { return n_; }

  Status make(Tensor* v) const { return make_tensor(backend_, dtype_, {n_}, v); }
  // `count` device scalars of real_dtype(), zeros.
  Status make_scalars(int64_t count, Tensor* v) const;
  // Components: a vector of n or 2n real numbers.
  Tensor real(const Tensor& v) const;
  // A device scalar for every component.
  View all(const Tensor& scalar) const;
  // A number of the host for every component.
  View all(double value) const;

  // out (a device scalar) = Re(aᴴ·b).
  Status dot(const Tensor& out, const Tensor& a, const Tensor& b) const;
  // y += factor·x, or y −= factor·x.
  Status add_scaled(const Tensor& y, const View& factor, const Tensor& x);
  Status subtract_scaled(const Tensor& y, const View& factor, const Tensor& x);
  // The norm of a vector; waits.
  Status norm(const Tensor& v, double* out);

 private:
  Status combine(BinaryOp op, const Tensor& y, const View& factor, const Tensor& x);

  Backend& backend_;
  const DType dtype_, real_;
  const int64_t n_, components_;
  Tensor product_, scalar_;
};

struct KrylovOptions {
  double relative = 1e-5, absolute = 0;
  int64_t most_rounds = 0;
  int64_t restart = 20;  // gmres
  bool squares = false;  // the method squares what A and M make of vectors, and any multiple of M is the same to it
};

struct KrylovResult {
  int64_t iterations = 0, rounds = 0;  // a round: an iteration, of gmres a cycle
  bool converged = false;
  std::vector<double> residuals;  // the norm at the start and after each iteration
};

// A·x = b in units in which b's largest component, and A where a method squares it, is near 1, with what a method goes by.
struct KrylovSystem {
  const JobContext& context;
  Backend& backend;
  KrylovSpace& space;
  LinearOperator& a;
  LinearOperator* preconditioner;  // M ≈ A⁻¹; null: the identity
  const Tensor& b;
  const Tensor& x;  // improved in place
  const Tensor& r;  // b − A·x where a method starts
  const KrylovOptions& options;
  double target = 0;  // of the residual's norm
  KrylovResult* result = nullptr;
  LinearOperator* watcher = nullptr;  // gets x after each round, in the caller's units; what it answers doesn't matter
  double unit = 1, unit_a = 1;

  bool done() const { return result->rounds >= options.most_rounds; }
  // After an iteration: notes its residual norm, reports, asks whether to go on.
  Status note(double norm) const;
  // Shows x to the watcher.
  Status show() const;
  // z = M·r.
  Status precondition(const Tensor& z, const Tensor& v) const;
};

// What happened to a method that came back.
enum class KrylovEnd {
  kReached,    // by its own account the target
  kExhausted,  // no iterations are left
  kRestart,    // it wants to start again from b − A·x
  kStuck,      // no step can be made: `why` says what was met
};

using KrylovMethod = Status (*)(const KrylovSystem&, KrylovEnd*, std::string* why);
Status cg(const KrylovSystem&, KrylovEnd*, std::string* why);      // A Hermitian positive definite, M too
Status minres(const KrylovSystem&, KrylovEnd*, std::string* why);  // A Hermitian, M positive definite
Status gmres(const KrylovSystem&, KrylovEnd*, std::string* why);   // any A, any M; one cycle

// Solves from `x`; kConvergence and kNumeric leave there what was reached.
Status solve_krylov(const JobContext& context, KrylovMethod method, OperatorRef a, OperatorRef preconditioner,
                    LinearOperator* watcher, const Tensor& b, const Tensor& x, const KrylovOptions& options,
                    KrylovResult* result);

}  // namespace obol
