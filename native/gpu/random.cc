// random: element i of the output, in C order, is a function of the key and counter + i (ops/random.h).
#include "ops/random.h"

#include "gpu/backend.h"
#include "gpu/layout.h"

namespace obol::gpu {
namespace {

template <class Make, class T>
struct RandomKernel {
  static constexpr uint32_t kThreads = 256;
  Make make;
  uint64_t key, counter;
  T* out;
  Strided<1> layout;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (t.within(i, layout.size()))
      out[layout.places(i).at[0]] = make(ops::philox(key, counter + static_cast<uint64_t>(i)));
  }
};

template <class Make, class T>
Status make_elements(Context& context, const View& out, uint64_t key, uint64_t counter, const Scalar& a,
                     const Scalar& b) {
  const View* views[] = {&out};
  const Walk walk = make_walk(views, 1, true);
  return context.run_over(
      walk.size, RandomKernel<Make, T>{Make(a.as<T>(), b.as<T>()), key, counter, pointer<T>(out), Strided<1>(walk)});
}

}  // namespace

Status GpuBackend::random(RandomOp op, const View& out, uint64_t key, uint64_t counter, const Scalar& a,
                          const Scalar& b) {
  const Status refused(Code::kType, std::string("no such random numbers of ") + dtype_name(out.dtype));
  if (op == RandomOp::k_integers)
    return visit_dtype_in<kIntegers>(out.dtype, refused, [&](auto type) {
      using T = typename decltype(type)::type;
      return make_elements<ops::Integers<T>, T>(context_, out, key, counter, a, b);
    });
  return visit_dtype_in<kFloats>(out.dtype, refused, [&](auto type) {
    using T = typename decltype(type)::type;
    return op == RandomOp::k_normal ? make_elements<ops::Normal<T>, T>(context_, out, key, counter, a, b)
                                    : make_elements<ops::Uniform<T>, T>(context_, out, key, counter, a, b);
  });
}

}  // namespace obol::gpu
