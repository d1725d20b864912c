// Elements as unsigned keys whose order is the one that sorting wants: NaN last in both directions, −0 and +0 distinct
// (the caller sees to them). Complex numbers have no key.
#pragma once

#include <cstring>
#include <limits>
#include <type_traits>

#include "core/dtype.h"

namespace obol::cpu {

template <int Bytes>
struct UnsignedOf {
  using type = uint32_t;
};
template <>
struct UnsignedOf<8> {
  using type = uint64_t;
};
// Narrow types share the 32-bit keys: the digits that they don't have cost nothing.
template <class T>
using KeyOf = typename UnsignedOf<sizeof(T)>::type;

template <class T, bool Descending>
KeyOf<T> to_key(T x) {
  using Key = KeyOf<T>;
  Key key;
  if constexpr (std::is_floating_point_v<T>) {
    constexpr Key sign = Key{1} << (8 * sizeof(T) - 1);
    if (x != x) return ~Key{0};
    std::memcpy(&key, &x, sizeof(key));
    key ^= key & sign ? ~Key{0} : sign;
  } else if constexpr (std::is_signed_v<T>) {
    key = static_cast<Key>(static_cast<int64_t>(x)) ^ (Key{1} << (8 * sizeof(Key) - 1));
  } else {
    key = static_cast<Key>(x);
  }
  return Descending ? static_cast<Key>(~key) : key;
}

template <class T, bool Descending>
T from_key(KeyOf<T> key) {
  using Key = KeyOf<T>;
  if constexpr (std::is_floating_point_v<T>) {
    constexpr Key sign = Key{1} << (8 * sizeof(T) - 1);
    if (key == ~Key{0}) return std::numeric_limits<T>::quiet_NaN();
    if (Descending) key = ~key;
    key ^= key & sign ? sign : ~Key{0};
    T x;
    std::memcpy(&x, &key, sizeof(x));
    return x;
  } else {
    if (Descending) key = ~key;
    if constexpr (std::is_signed_v<T>) key ^= Key{1} << (8 * sizeof(Key) - 1);
    return static_cast<T>(key);
  }
}

}  // namespace obol::cpu
