// The thirteen element types, their sizes, kinds and C++ types, and `visit_dtype`, which turns a run-time dtype into a
// compile-time one. Which operation accepts which type stands in ops/*.def, how types promote in TypeScript.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/complex.h"

// X(enumerator, C++ type, name)
#define OBOL_FOR_EACH_DTYPE(X)          \
  X(kBool, bool, "bool")                \
  X(kInt8, int8_t, "int8")              \
  X(kInt16, int16_t, "int16")           \
  X(kInt32, int32_t, "int32")           \
  X(kInt64, int64_t, "int64")           \
  X(kUint8, uint8_t, "uint8")           \
  X(kUint16, uint16_t, "uint16")        \
  X(kUint32, uint32_t, "uint32")        \
  X(kUint64, uint64_t, "uint64")        \
  X(kFloat32, float, "float32")         \
  X(kFloat64, double, "float64")        \
  X(kComplex64, complex64, "complex64") \
  X(kComplex128, complex128, "complex128")

namespace obol {

enum class DType : uint8_t {
#define X(e, t, n) e,
  OBOL_FOR_EACH_DTYPE(X)
#undef X
};
inline constexpr int kDTypeCount = 13;

// Sets of dtypes are masks of 1 << dtype.
using DTypeSet = uint32_t;
constexpr DTypeSet dtype_bit(DType d) { return 1u << static_cast<unsigned>(d); }
inline constexpr DTypeSet kBools = 1u << 0;
inline constexpr DTypeSet kSigned = 0xFu << 1;
inline constexpr DTypeSet kUnsigned = 0xFu << 5;
inline constexpr DTypeSet kIntegers = kSigned | kUnsigned;
inline constexpr DTypeSet kFloats = 3u << 9;
inline constexpr DTypeSet kComplexes = 3u << 11;
inline constexpr DTypeSet kReals = kIntegers | kFloats;
inline constexpr DTypeSet kFloating = kFloats | kComplexes;
inline constexpr DTypeSet kNumeric = kReals | kComplexes;
inline constexpr DTypeSet kAll = kBools | kNumeric;
constexpr bool contains(DTypeSet set, DType d) { return (set >> static_cast<unsigned>(d)) & 1u; }

template <class T>
struct dtype_of;
#define X(e, t, n)                           \
  template <>                                \
  struct dtype_of<t> {                       \
    static constexpr DType value = DType::e; \
  };
OBOL_FOR_EACH_DTYPE(X)
#undef X
template <class T>
inline constexpr DType dtype_of_v = dtype_of<T>::value;

constexpr size_t itemsize(DType d) {
  switch (d) {
#define X(e, t, n) \
  case DType::e:   \
    return sizeof(t);
    OBOL_FOR_EACH_DTYPE(X)
#undef X
  }
  return 0;
}

constexpr const char* dtype_name(DType d) {
  switch (d) {
#define X(e, t, n) \
  case DType::e:   \
    return n;
    OBOL_FOR_EACH_DTYPE(X)
#undef X
  }
  return "?";
}

template <class T>
struct Type {
  using type = T;
};

// Calls f(Type<T>{}) for the C++ type of `d`.
template <class F>
auto visit_dtype(DType d, F&& f) -> decltype(f(Type<double>{})) {
  switch (d) {
#define X(e, t, n) \
  case DType::e:   \
    return f(Type<t>{});
    OBOL_FOR_EACH_DTYPE(X)
#undef X
  }
  return f(Type<double>{});
}

// The same for a subset: `none` is returned for a dtype outside of it.
template <DTypeSet Set, class F, class R>
R visit_dtype_in(DType d, R none, F&& f) {
  switch (d) {
#define X(e, t, n)                                              \
  case DType::e:                                                \
    if constexpr (contains(Set, DType::e)) return f(Type<t>{}); \
    break;
    OBOL_FOR_EACH_DTYPE(X)
#undef X
  }
  return none;
}

}  // namespace obol
