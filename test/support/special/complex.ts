/**
 * "Special cases" of the standard's text for complex operands a + bj: a row `a b → re im` for each bullet, in its order,
 * or `a b c d → …` for two operands a + bj and c + dj. A sign that the text leaves open is `±`, `cis·` the sign of
 * cos(b) or sin(b); `open` is a result that the text leaves to the implementation. `+` before a row: not in the text.
 */

/** Numbers that a word stands for. */
export const complexWords: Readonly<Record<string, readonly number[]>> = {
  '±0': [0, -0],
  '±inf': [Infinity, -Infinity],
  finite: [0, -0, 1.5, -2.25, 1e-200],
  nonzero: [1.5, -2.25, 0.5, 40],
  positive: [0.5, 1, 2.25, 30],
  not0: [1.5, -2.25, Infinity, NaN],
  any: [0, -0, 1.5, -2.25, Infinity, -Infinity, NaN],
  notnan: [0, -0, 1.5, -2.25, Infinity, -Infinity],
  'finite|nan': [0, -0, 1.5, -2.25, NaN],
};

/** Functions with f(conj(x)) = conj(f(x)), by the text or because the table says so of one side only. */
export const conjugating = new Set([
  ...['acos', 'acosh', 'asinh', 'atanh', 'cosh', 'exp', 'expm1', 'log', 'log1p', 'sinh', 'sqrt', 'tanh'],
]);

const logarithm = `
  finite inf → inf π/2
  finite nan → nan nan
  -inf positive → inf π
  inf positive → inf 0
  -inf inf → inf 3π/4
  inf inf → inf π/4
  ±inf nan → inf nan
  nan finite → nan nan
  nan inf → inf nan
  nan nan → nan nan`;

export const complexCases: Readonly<Record<string, string>> = {
  abs: `
  ±inf any → inf
  any ±inf → inf
  ±0 notnan → |b|
  notnan ±0 → |a|
  nan finite → nan
  finite nan → nan
  nan nan → nan`,
  acos: `
  ±0 0 → π/2 -0
  ±0 nan → π/2 nan
  finite inf → π/2 -inf
  nonzero nan → nan nan
  -inf positive → π -inf
  inf positive → 0 -inf
  -inf inf → 3π/4 -inf
  inf inf → π/4 -inf
  ±inf nan → nan ±inf
  nan finite → nan nan
  nan inf → nan -inf
  nan nan → nan nan`,
  acosh: `
  ±0 0 → 0 π/2
  finite inf → inf π/2
  nonzero nan → nan nan
  0 nan → nan ±π/2
  -inf positive → inf π
  inf positive → inf 0
  -inf inf → inf 3π/4
  inf inf → inf π/4
  ±inf nan → inf nan
  nan finite → nan nan
  nan inf → inf nan
  nan nan → nan nan`,
  add: `
  -0 1.5 -0 2.25 → -0 3.75
  1.5 0 2.25 -0 → 3.75 0
  + -0 0 -0 -0 → -0 0
  + inf nan 1.5 2.25 → inf nan`,
  asinh: `
  0 0 → 0 0
  positive inf → inf π/2
  finite nan → nan nan
  inf positive → inf 0
  inf inf → inf π/4
  nan 0 → nan 0
  nan nonzero → nan nan
  nan inf → ±inf nan
  nan nan → nan nan
  + inf nan → inf nan`,
  atanh: `
  0 0 → 0 0
  0 nan → 0 nan
  1 0 → inf 0
  positive inf → 0 π/2
  nonzero nan → nan nan
  inf positive → 0 π/2
  inf inf → 0 π/2
  inf nan → 0 nan
  nan finite → nan nan
  nan inf → ±0 π/2
  nan nan → nan nan`,
  cosh: `
  0 0 → 1 0
  0 inf → nan ±0
  0 nan → nan ±0
  nonzero inf → nan nan
  nonzero nan → nan nan
  inf 0 → inf 0
  inf nonzero → cis·inf cis·inf
  inf inf → ±inf nan
  inf nan → inf nan
  nan ±0 → nan ±0
  nan nonzero → nan nan
  nan nan → nan nan`,
  divide: `
  nan nan nan nan → nan nan
  any inf 1.5 nan → open
  + -14 5 -1 4 → 2 3
  + 1 -2 0 0 → inf -inf
  + 1 2 inf 3 → 0 0`,
  equal: `
  nan any any any ; any nan any any ; any any nan any ; any any any nan → false
  1.5 -0 1.5 0 ; inf 1.5 inf 1.5 → true
  + 1.5 0 1.5 2.25 ; 1.5 2.25 0 2.25 ; inf 0 -inf 0 → false`,
  exp: `
  ±0 0 → 1 0
  finite inf → nan nan
  finite nan → nan nan
  inf 0 → inf 0
  -inf finite → cis·0 cis·0
  inf nonzero → cis·inf cis·inf
  -inf inf → ±0 ±0
  inf inf → ±inf nan
  -inf nan → ±0 ±0
  inf nan → ±inf nan
  nan 0 → nan 0
  nan not0 → nan nan
  nan nan → nan nan`,
  expm1: `
  ±0 0 → 0 0
  finite inf → nan nan
  finite nan → nan nan
  inf 0 → inf 0
  -inf finite → -1 cis·0
  inf nonzero → cis·inf cis·inf
  -inf inf → -1 ±0
  inf inf → ±inf nan
  -inf nan → -1 ±0
  inf nan → ±inf nan
  nan 0 → nan 0
  nan not0 → nan nan
  nan nan → nan nan`,
  isfinite: `
  nan any ; any nan → false
  ±inf any → false
  any ±inf → false
  finite finite → true`,
  isinf: `
  ±inf any → true
  finite|nan ±inf → true
  finite|nan finite|nan → false`,
  isnan: `
  nan any ; any nan → true
  notnan notnan → false`,
  log: `
  -0 0 → -inf π
  0 0 → -inf 0${logarithm}`,
  log1p: `
  -1 0 → -inf 0${logarithm}`,
  multiply: `
  nan nan nan nan → nan nan
  any inf 1.5 nan → open
  + 2 3 -1 4 → -14 5`,
  not_equal: `
  nan any any any ; any nan any any ; any any nan any ; any any any nan → true
  1.5 0 1.5 2.25 ; 1.5 2.25 0 2.25 ; inf 0 -inf 0 → true
  + 1.5 -0 1.5 0 ; inf 1.5 inf 1.5 → false`,
  // Textbook division and C99's infinities.
  reciprocal: `
  + 0 0 → inf ±nan
  + inf 0 → 0 ±0
  + inf inf → 0 -0
  + 0 2 → 0 -0.5
  + nan nan → nan nan`,
  sign: `
  ±0 ±0 → 0 0
  nan any ; any nan → nan nan
  3 -4 → 0.6 -0.8
  + -2 0 → -1 0
  + 0 2 → 0 1`,
  sinh: `
  0 0 → 0 0
  0 inf → ±0 nan
  0 nan → ±0 nan
  positive inf → nan nan
  positive nan → nan nan
  inf 0 → inf 0
  inf positive → cis·inf cis·inf
  inf inf → ±inf nan
  inf nan → ±inf nan
  nan 0 → nan 0
  nan nonzero → nan nan
  nan nan → nan nan`,
  sqrt: `
  ±0 0 → 0 0
  any inf → inf inf
  finite nan → nan nan
  -inf positive → 0 inf
  inf positive → inf 0
  -inf nan → nan ±inf
  inf nan → inf nan
  nan finite → nan nan
  nan nan → nan nan`,
  tanh: `
  0 0 → 0 0
  nonzero inf → nan nan
  0 inf → 0 nan
  nonzero nan → nan nan
  0 nan → 0 nan
  inf positive → 1 0
  inf inf → 1 ±0
  inf nan → 1 ±0
  nan 0 → nan 0
  nan not0 → nan nan
  nan nan → nan nan`,
};
