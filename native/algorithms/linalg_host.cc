#include "algorithms/linalg_host.h"

namespace obol::linalg {
namespace {

using dense::Flaw;

struct Words {
  const char* many;  // expected … for x, the one at [i] of the stack …
  const char* is;
  const char* one;  // expected … for x, got …
  const char* got;
};

Words words_of(Flaw flaw) {
  switch (flaw) {
    case Flaw::kSingular:
      return {"invertible matrices", "is singular", "an invertible matrix", "a singular one"};
    case Flaw::kIndefinite:
      return {"positive definite matrices", "is not", "a positive definite matrix", "one that is not"};
    case Flaw::kNotFinite:
      return {"matrices of finite numbers", "has an infinity or a NaN", "a matrix of finite numbers",
              "one with an infinity or a NaN"};
    default:
      return {"matrices for which the iteration converges", "does not", "a matrix for which the iteration converges",
              "one for which it does not"};
  }
}

// The place in the stack of item `at` in C order.
std::string place(const View& x, int64_t at) {
  std::string text;
  for (int axis = x.ndim() - 3; axis >= 0; --axis) {
    text = std::to_string(at % x.shape(axis)) + (text.empty() ? "" : ", ") + text;
    at /= x.shape(axis);
  }
  return "[" + text + "]";
}

}  // namespace

int64_t stack_size(const View& x, int inner) {
  int64_t n = 1;
  for (int axis = 0; axis < x.ndim() - inner; ++axis) n *= x.shape(axis);
  return n;
}

Status explain(const dense::Finding& finding, const std::string& fn, const char* name, const View& x) {
  if (finding.ok()) return Status();
  const Words words = words_of(finding.flaw);
  const Code code = finding.flaw == Flaw::kNotConverged ? Code::kConvergence : Code::kNumeric;
  const std::string start = fn + ": expected ";
  if (x.ndim() == 2) return Status(code, start + words.one + " for " + name + ", got " + words.got);
  return Status(
      code, start + words.many + " for " + name + ", the one at " + place(x, finding.at) + " of the stack " + words.is);
}

}  // namespace obol::linalg
