// Checks for the native tests: a failed one prints its place and the program exits 1 at the end; at once where
// OBOL_TEST_FIRST is set.
#pragma once

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace obol::test {

inline int failures = 0;

inline void fail(const char* file, int line, const std::string& what) {
  if (++failures <= 20) std::fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
  static const bool first = std::getenv("OBOL_TEST_FIRST") != nullptr;
  if (first) std::_Exit(1);
}

// Whether a few dtypes and small sizes are enough (OBOL_TEST_BRIEF): each kernel runs, and runs over its bounds.
inline bool brief() {
  static const bool b = std::getenv("OBOL_TEST_BRIEF") != nullptr;
  return b;
}

// What `main` returns.
inline int report(const char* name) {
  std::printf("%s: %s\n", name, failures == 0 ? "passed" : (std::to_string(failures) + " checks failed").c_str());
  return failures == 0 ? 0 : 1;
}

}  // namespace obol::test

#define CHECK(condition)                                                             \
  do {                                                                               \
    if (!(condition)) ::obol::test::fail(__FILE__, __LINE__, "not so: " #condition); \
  } while (0)

#define CHECK_OK(expression)                                                                           \
  do {                                                                                                 \
    const ::obol::Status check_status_ = (expression);                                                 \
    if (!check_status_.ok())                                                                           \
      ::obol::test::fail(__FILE__, __LINE__, std::string(#expression ": ") + check_status_.message()); \
  } while (0)

#define CHECK_NEAR(a, b, tolerance)                                                                       \
  do {                                                                                                    \
    const double check_a_ = static_cast<double>(a), check_b_ = static_cast<double>(b);                    \
    if (!(std::fabs(check_a_ - check_b_) <= (tolerance)))                                                 \
      ::obol::test::fail(__FILE__, __LINE__,                                                              \
                         #a " = " + std::to_string(check_a_) + ", " #b " = " + std::to_string(check_b_)); \
  } while (0)
