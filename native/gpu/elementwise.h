// Elementwise kernels for any formula. A formula is a struct with the types Out, A, B and C (None for an input that it
// has not) and operator()(int64_t index, A, B, C), index being the place in C order. Two layouts: `flat`, where every
// operand is contiguous or one element, moved 16 bytes at a time; and any other.
#pragma once

#include "gpu/context.h"
#include "gpu/layout.h"

namespace obol::gpu {

struct None {};

inline constexpr int kMostInputs = 3;

// An input: elements in memory, or one value that stands for all.
struct Input {
  const void* data = nullptr;  // null: `value`
  bool single = false;         // flat walks: data is one element
  bool aligned = false;        // flat walks: packs can be loaded whole
  alignas(16) unsigned char value[16] = {};
};

struct FlatCall {
  int64_t n = 0;
  void* out = nullptr;
  bool out_aligned = false;
  Input in[kMostInputs];
};

struct StridedCall {
  void* out = nullptr;
  Input in[kMostInputs];
  Strided<1 + kMostInputs> layout;
};

template <class T>
constexpr size_t size_of = sizeof(T);
template <>
inline constexpr size_t size_of<None> = 0;

constexpr size_t larger(size_t a, size_t b) { return a < b ? b : a; }

template <class A, class B, class C, class D>
constexpr int pack_of() {
  return static_cast<int>(16 / larger(larger(size_of<A>, size_of<B>), larger(size_of<C>, size_of<D>)));
}

template <class T, int N>
struct alignas(sizeof(T) * N) Pack {
  T at[N];
};
template <int N>
struct Pack<None, N> {
  None at[N];
};

template <class T, int N>
OBOL_INLINE Pack<T, N> load_pack(const Input& in, int64_t first, int count) {
  if constexpr (size_of<T> == 0) {
    return {};
  } else {
    Pack<T, N> p;
    const T* data = static_cast<const T*>(in.data);
    if (data == nullptr || in.single) {
      const T x = *(data == nullptr ? reinterpret_cast<const T*>(in.value) : data);
      for (int i = 0; i < N; ++i) p.at[i] = x;
    } else if (in.aligned && count == N) {
      p = *reinterpret_cast<const Pack<T, N>*>(data + first);
    } else {
      for (int i = 0; i < N; ++i) p.at[i] = data[first + (i < count ? i : 0)];
    }
    return p;
  }
}

template <class T>
OBOL_INLINE T load_one(const Input& in, int64_t at) {
  if constexpr (size_of < T >> 0)
    return in.data == nullptr ? *reinterpret_cast<const T*>(in.value) : static_cast<const T*>(in.data)[at];
  else
    return T();
}

template <class F>
struct FlatKernel {
  static constexpr uint32_t kThreads = 256;
  static constexpr int kPack = pack_of<typename F::Out, typename F::A, typename F::B, typename F::C>();
  FlatCall call;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t first = t.global() * kPack;
    if (!t.within(first, call.n)) return;
    const int count = call.n - first < kPack ? static_cast<int>(call.n - first) : kPack;
    const auto a = load_pack<typename F::A, kPack>(call.in[0], first, count);
    const auto b = load_pack<typename F::B, kPack>(call.in[1], first, count);
    const auto c = load_pack<typename F::C, kPack>(call.in[2], first, count);
    Pack<typename F::Out, kPack> r;
    for (int i = 0; i < kPack; ++i) r.at[i] = F()(first + i, a.at[i], b.at[i], c.at[i]);
    auto* out = static_cast<typename F::Out*>(call.out) + first;
    if (call.out_aligned && count == kPack)
      *reinterpret_cast<Pack<typename F::Out, kPack>*>(out) = r;
    else
      for (int i = 0; i < kPack; ++i)
        if (t.within(i, count)) out[i] = r.at[i];
  }
};

template <class F>
struct StridedKernel {
  static constexpr uint32_t kThreads = 256;
  StridedCall call;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, call.layout.size())) return;
    const auto p = call.layout.places(i);
    static_cast<typename F::Out*>(call.out)[p.at[0]] =
        F()(i, load_one<typename F::A>(call.in[0], p.at[1]), load_one<typename F::B>(call.in[1], p.at[2]),
            load_one<typename F::C>(call.in[2], p.at[3]));
  }
};

inline bool on_multiple(const void* p, size_t bytes) { return reinterpret_cast<uintptr_t>(p) % bytes == 0; }

// A formula as the host drives it.
struct Elementwise {
  Status (*flat)(Context& context, FlatCall call) = nullptr;
  Status (*strided)(Context& context, const StridedCall& call) = nullptr;
};

template <class F>
Status launch_flat(Context& context, FlatCall call) {
  constexpr int pack = FlatKernel<F>::kPack;
  const size_t bytes[] = {size_of<typename F::A>, size_of<typename F::B>, size_of<typename F::C>};
  for (int k = 0; k < kMostInputs; ++k)
    call.in[k].aligned = bytes[k] > 0 && on_multiple(call.in[k].data, bytes[k] * pack);
  call.out_aligned = on_multiple(call.out, sizeof(typename F::Out) * pack);
  return context.run_over(call.n, FlatKernel<F>{call}, pack);
}

template <class F>
Status launch_strided(Context& context, const StridedCall& call) {
  return context.run_over(call.layout.size(), StridedKernel<F>{call});
}

template <class F>
inline constexpr Elementwise elementwise_of = {&launch_flat<F>, &launch_strided<F>};

// Runs a formula over views of one shape: the output, then the inputs. `keep_order`: the formula uses its index.
Status run_elementwise(Context& context, const Elementwise& task, const View* const* views, int count,
                       bool keep_order = false);

// The kernels of an operation for a dtype that its row accepts, else null ones. Each group of dtypes is a file.
Elementwise unary_of_integers(UnaryOp op, DType dtype);  // and bool
Elementwise unary_of_floats(UnaryOp op, DType dtype);
Elementwise unary_of_complexes(UnaryOp op, DType dtype);
Elementwise binary_of_integers(BinaryOp op, DType dtype);  // and bool
Elementwise binary_of_floats(BinaryOp op, DType dtype);
Elementwise binary_of_complexes(BinaryOp op, DType dtype);

}  // namespace obol::gpu
