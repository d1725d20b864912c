// Fourier transforms on the host: what a length is transformed by (fft_plan.cc), and the tasks that the kernels of
// fft_kernels.h take. A task is as many lines as a register has lanes: each lane transforms a line of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "device/allocator.h"
#include "ops/fft.h"

namespace obol::cpu {

inline constexpr int kMostLanes = 16;

// The transform of n numbers in every lane: one pass a radix, with the twiddles of each pass one after the other.
template <class T>
struct FftPasses {
  int64_t n = 0;
  ops::Radices radices;
  std::vector<T> twiddles;
};

// The transform of n numbers: by its own passes, or as a convolution with a chirp (Bluestein 1970) by those of a longer
// length.
template <class T>
struct FftPlan {
  int64_t n = 0;
  FftPasses<T> passes;
  std::vector<T> chirp;   // exp(-πi·j²/n); empty where the passes are of n itself
  std::vector<T> filter;  // the transform of the chirp's reverse, divided by the passes' length
  int64_t length() const { return passes.n; }
};

// n = n1·n2: transforms of n1 numbers n2 apart, times roots of unity, then transforms of n2.
template <class T>
struct FftSplit {
  int64_t n1 = 0, n2 = 0;
  std::shared_ptr<const FftPlan<T>> first, second;
  std::vector<T> lanes;  // exp(-2πi·k·lane/n): n1 pairs of registers
  int low_bits = 0;      // exp(-2πi·e/n) = low[e % 2^low_bits] · high[e / 2^low_bits]
  std::vector<Complex<double>> low, high;
};

// Made once and kept while they are used again; any thread. Not `whole`: without the passes' twiddles, for what is cut.
template <class T>
std::shared_ptr<const FftPlan<T>> fft_plan(int64_t n, bool whole);
template <class T>
std::shared_ptr<const FftSplit<T>> fft_split(int64_t n, int lanes);
// exp(-2πi·k/2h) for k ≤ h/2: what the halves of a real line of 2h are put together with.
template <class T>
std::shared_ptr<const std::vector<T>> fft_halves(int64_t h);

enum class FftForm {
  kComplex,   // as many complex numbers in as out
  kPairs,     // 2h real ones, taken as h complex ones, to h + 1 complex ones
  kHalf,      // h + 1 complex ones to 2h real ones
  kHermitian  // (n + 1)/2 complex ones to n real ones, n odd
};

// Where the numbers of a line lie, in components: `part` leads from a real part to the imaginary one, which numbers that
// are `real` don't have.
struct FftStride {
  int64_t step = 2, part = 1;
  bool real = false;
};

template <class T>
struct FftSide : FftStride {
  T* line[kMostLanes] = {};
  int64_t count = 0;
};

template <class T>
struct FftTask {
  const FftPlan<T>* plan = nullptr;
  FftForm form = FftForm::kComplex;
  FftSide<const T> in;  // numbers beyond `count` are 0; kPairs: pairs, and `single` if half a pair follows
  FftSide<T> out;
  int lanes = 0;
  bool single = false;
  bool inverse = false;  // exp(+…)
  T scale = 1;
  const T* halves = nullptr;
  const FftSplit<T>* split = nullptr;  // unless null, result k of lane l is multiplied by exp(-2πi·k·(column + l)/n)
  int64_t column = 0;
  // Registers of memory to work in.
  int64_t work_size() const { return 4 * (plan->length() + 1); }
};

// One line in memory of its own, numbers [begin, end) of it: what is too long for lanes.
template <class T>
struct FftLine {
  const T* in = nullptr;
  T* out = nullptr;
  FftStride from, to;
  int64_t in_count = 0, n = 0;
  const T* factors = nullptr;  // a chirp, a filter or halves
  bool in_swapped = false, out_swapped = false;
  T scale = 1, sign = 1;  // of all, of imaginary parts
};

template <class T>
struct FftKernels {
  int lanes = 0;
  void (*run)(const FftTask<T>& task, T* work) = nullptr;
  // out_j = scale · factor_j · in_j, 0 beyond in_count; no factors: 1.
  void (*multiply)(const FftLine<T>& line, int64_t begin, int64_t end) = nullptr;
  // kPairs' and kHalf's ends, for k and n - k with k in [begin, end), n the pairs.
  void (*untangle)(const FftLine<T>& line, int64_t begin, int64_t end) = nullptr;
  void (*tangle)(const FftLine<T>& line, int64_t begin, int64_t end) = nullptr;
};

template <class T>
const FftKernels<T>& fft_kernels();

// The forward transform of n numbers side by side, n without a prime factor above 13.
void fft_in_place(double* numbers, int64_t n);

}  // namespace obol::cpu
