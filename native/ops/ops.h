// The operations by number: enums made from the tables of this folder, and their rows for TypeScript. The formulas are
// in unary.h, binary.h, reduce.h and random.h.
#pragma once

#include "core/dtype.h"

namespace obol {

// How a result's dtype follows from the operands'. The numbers are read by lib/native/tables.ts.
enum class ResultRule : int { kSame = 0, kBoolResult = 1, kRealResult = 2, kAccumulator = 3, kIndexResult = 4 };
inline constexpr ResultRule kSame = ResultRule::kSame;
inline constexpr ResultRule kBoolResult = ResultRule::kBoolResult;
inline constexpr ResultRule kRealResult = ResultRule::kRealResult;
inline constexpr ResultRule kAccumulator = ResultRule::kAccumulator;
inline constexpr ResultRule kIndexResult = ResultRule::kIndexResult;

struct OpRow {
  const char* name;
  DTypeSet accepts;
  ResultRule result;
};

enum class UnaryOp : uint16_t {
#define OBOL_UNARY(name, functor, accepts, result) k_##name,
#include "ops/unary.def"
#undef OBOL_UNARY
  kCount
};
enum class BinaryOp : uint16_t {
#define OBOL_BINARY(name, functor, accepts, result) k_##name,
#include "ops/binary.def"
#undef OBOL_BINARY
  kCount
};
enum class ReduceOp : uint16_t {
#define OBOL_REDUCE(name, functor, accepts, result) k_##name,
#include "ops/reduce.def"
#undef OBOL_REDUCE
  kCount
};
enum class ArgReduceOp : uint16_t {
#define OBOL_ARG_REDUCE(name, functor, accepts, result) k_##name,
#include "ops/arg_reduce.def"
#undef OBOL_ARG_REDUCE
  kCount
};
enum class ScanOp : uint16_t {
#define OBOL_SCAN(name, functor, accepts, result) k_##name,
#include "ops/scan.def"
#undef OBOL_SCAN
  kCount
};
enum class RandomOp : uint16_t {
#define OBOL_RANDOM(name, functor, accepts, result) k_##name,
#include "ops/random.def"
#undef OBOL_RANDOM
  kCount
};

}  // namespace obol
