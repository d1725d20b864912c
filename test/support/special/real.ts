/**
 * "Special cases" of the standard's text for real floating operands: a row for each bullet, in its order. On the left
 * operands (words stand for several, `;` parts alternatives), on the right the result. `+` before a row: not in the text.
 */

/** Operands that a word stands for; `least` and `most` are the dtype's smallest normal and largest finite numbers. */
export const realWords: Readonly<Record<string, readonly number[]>> = (() => {
  const positive = [0.5, 1, 3, 1e-300, 1e300];
  const negative = positive.map((x) => -x);
  const finite = [0, -0, ...positive, ...negative];
  const notnan = [...finite, Infinity, -Infinity];
  return {
    positive,
    negative,
    finite,
    notnan,
    any: [...notnan, NaN],
    nonzero: [...positive, ...negative],
    not0: [...positive, ...negative, Infinity, -Infinity, NaN],
    not1: [...notnan, NaN].filter((x) => x !== 1),
    '±0': [0, -0],
    '±inf': [Infinity, -Infinity],
    '>0': [...positive, Infinity],
    '<0': [...negative, -Infinity],
    '>1': [1.5, 3, 1e300, Infinity],
    '<1': [0.5, 0, -0, -1, -3, -1e300, -Infinity],
    '<-1': [-1.5, -3, -1e300, -Infinity],
    '|>1|': [1.5, -1.5, 3, -3, 1e300, -1e300, Infinity, -Infinity],
    '|1|': [1, -1],
    '|<1|': [0.5, -0.5, 1e-300, -1e-300, 0, -0],
    '>0odd': [1, 3, 2 ** 20 + 1],
    '>0other': [0.5, 2, 1e300, Infinity],
    '<0odd': [-1, -3, -(2 ** 20) - 1],
    '<0other': [-0.5, -2, -1e300, -Infinity],
    whole: [1, 3, -7, 1e300, -1e300, 0, -0],
    fraction: [0.5, -0.5, 1.5, -1.5],
    half: [0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3.5, 4.5],
    some: [0.1, 0.7, 3, 7, 1e10],
    '-some': [-0.1, -0.7, -3, -7, -1e10],
    large: [1e4, 1e300],
    '-large': [-1e4, -1e300],
  };
})();

const rounding = `
  whole → x1
  inf → inf
  -inf → -inf
  0 → 0
  -0 → -0
  nan → nan`;
const quotient = (rest: string): string => `
  nan any ; any nan → nan
  ±inf ±inf → nan
  ±0 ±0 → nan
  0 >0 → 0
  -0 >0 → -0
  0 <0 → -0
  -0 <0 → 0
  >0 0 → inf
  >0 -0 → -inf
  <0 0 → -inf
  <0 -0 → inf
  inf positive → inf
  inf negative → -inf
  -inf positive → -inf
  -inf negative → inf
  positive inf → 0
  positive -inf → -0
  negative inf → -0
  negative -inf → 0
  positive positive ; negative negative → sign+
  positive negative ; negative positive → sign-
  ${rest} → rounded`;
const logarithm = `
  nan → nan
  <0 → nan
  ±0 → -inf
  1 → 0
  inf → inf`;
const odd = `
  nan → nan
  0 → 0
  -0 → -0`;

export const realCases: Readonly<Record<string, string>> = {
  abs: `
  nan → nan
  -0 → 0
  -inf → inf`,
  acos: `
  nan → nan
  >1 → nan
  <-1 → nan
  1 → 0`,
  acosh: `
  nan → nan
  <1 → nan
  1 → 0
  inf → inf`,
  add: `
  nan any ; any nan → nan
  inf -inf → nan
  -inf inf → nan
  inf inf → inf
  -inf -inf → -inf
  inf finite → inf
  -inf finite → -inf
  finite inf → inf
  finite -inf → -inf
  -0 -0 → -0
  -0 0 → 0
  0 -0 → 0
  0 0 → 0
  ±0 nonzero → x2
  nonzero ±0 → x1
  3 -3 ; -1e300 1e300 ; 0.5 -0.5 → 0
  some some ; -some -some ; 7 -3 ; 0.1 -7 ; most most → rounded`,
  asin: `
  nan → nan
  >1 → nan
  <-1 → nan
  0 → 0
  -0 → -0`,
  asinh: `${odd}
  inf → inf
  -inf → -inf`,
  atan: `${odd}
  inf → π/2
  -inf → -π/2`,
  atan2: `
  nan any ; any nan → nan
  >0 0 → π/2
  >0 -0 → π/2
  0 >0 → 0
  0 0 → 0
  0 -0 → π
  0 <0 → π
  -0 >0 → -0
  -0 0 → -0
  -0 -0 → -π
  -0 <0 → -π
  <0 0 → -π/2
  <0 -0 → -π/2
  positive inf → 0
  positive -inf → π
  negative inf → -0
  negative -inf → -π
  inf finite → π/2
  -inf finite → -π/2
  inf inf → π/4
  inf -inf → 3π/4
  -inf inf → -π/4
  -inf -inf → -3π/4`,
  atanh: `
  nan → nan
  <-1 → nan
  >1 → nan
  -1 → -inf
  1 → inf
  0 → 0
  -0 → -0`,
  ceil: `${rounding}
  + -0.5 → -0
  + 1.25 → 2`,
  clip: `
  nan any any → nan
  any nan any → nan
  any any nan → nan
  + 3 -inf inf ; 3 1 inf ; 3 -inf 7 → 3
  + inf 0.5 3 → 3
  + -inf 0.5 3 → 0.5`,
  copysign: `
  notnan <0 → -|x1|
  notnan -0 → -|x1|
  notnan 0 → |x1|
  notnan >0 → |x1|
  notnan -nan → -|x1|
  notnan nan → |x1|
  nan <0 ; -nan <0 → -nan
  nan -0 ; -nan -0 → -nan
  nan 0 ; -nan 0 → +nan
  nan >0 ; -nan >0 → +nan
  nan -nan ; -nan -nan → -nan
  nan nan ; -nan nan → +nan`,
  cos: `
  nan → nan
  0 → 1
  -0 → 1
  inf → nan
  -inf → nan`,
  cosh: `
  nan → nan
  0 → 1
  -0 → 1
  inf → inf
  -inf → inf
  + large ; -large → inf`,
  divide: quotient('some some ; -some some ; some -some ; most least ; least most'),
  equal: `
  nan any ; any nan → false
  inf inf → true
  -inf -inf → true
  -0 ±0 → true
  0 ±0 → true
  3 3 ; -0.5 -0.5 → true
  inf -inf ; inf finite ; 3 0.5 ; -3 3 → false`,
  exp: `
  nan → nan
  0 → 1
  -0 → 1
  inf → inf
  -inf → 0
  + large → inf
  + -large → 0`,
  expm1: `${odd}
  inf → inf
  -inf → -1
  + large → inf
  + -large → -1`,
  floor: `${rounding}
  + -0.5 → -1
  + 1.25 → 1`,
  floor_divide: quotient('7 2 ; -7 2 ; 7 -2 ; -7 -2 ; 1 3 ; -1 3 ; 6 0.5 ; 3 3 ; most least ; least most'),
  hypot: `
  ±inf any → inf
  any ±inf → inf
  ±0 notnan → |x2|
  notnan ±0 → |x1|
  finite nan ; nan nan → nan
  nan finite ; nan nan → nan
  least least ; least 0 ; least -least → sign+ nonzero
  + 3 -4 ; -4 3 → 5`,
  isfinite: `
  ±inf → false
  nan → false
  finite ; most → true`,
  isinf: `
  ±inf → true
  finite ; nan → false`,
  isnan: `
  nan ; -nan → true
  notnan → false`,
  log: logarithm,
  log1p: `
  nan → nan
  <-1 → nan
  -1 → -inf
  -0 → -0
  0 → 0
  inf → inf`,
  log2: `${logarithm}
  + 1024 → 10
  + 0.25 → -2`,
  log10: `${logarithm}
  + 1000 → 3
  + 1e15 → 15`,
  logaddexp: `
  nan any ; any nan → nan
  inf notnan → inf
  notnan inf → inf
  + -inf -inf → -inf
  + -inf 3 ; 3 -inf → 3
  + 1000 0 → 1000`,
  maximum: `
  nan any ; any nan → nan
  + -inf 3 ; 1 3 → 3
  + inf 3 → inf`,
  minimum: `
  nan any ; any nan → nan
  + inf 3 ; 7 3 → 3
  + -inf 3 → -inf`,
  multiply: `
  nan any ; any nan → nan
  ±inf ±0 → nan
  ±0 ±inf → nan
  >0 >0 ; <0 <0 ; 0 positive ; -0 negative ; positive 0 ; negative -0 → sign+
  >0 <0 ; <0 >0 ; 0 negative ; -0 positive ; positive -0 ; negative 0 → sign-
  ±inf ±inf → rounded
  ±inf nonzero → rounded
  nonzero ±inf → rounded
  some some ; -some some ; some -some ; most most ; -3 most ; least least → rounded`,
  nextafter: `
  nan any ; any nan → nan
  -0 0 → 0
  0 -0 → -0
  + 0.5 0.5 → 0.5
  + inf inf → inf
  + -inf -inf → -inf`,
  not_equal: `
  nan any ; any nan → true
  inf -inf → true
  -inf inf → true
  3 1 ; 0 0.5 ; -3 3 → true
  ±0 ±0 ; inf inf ; -inf -inf ; 3 3 → false`,
  pow: `
  not1 nan → nan
  any 0 → 1
  any -0 → 1
  nan not0 → nan
  |>1| inf → inf
  |>1| -inf → 0
  |1| inf → 1
  |1| -inf → 1
  1 notnan → 1
  |<1| inf → 0
  |<1| -inf → inf
  inf >0 → inf
  inf <0 → 0
  -inf >0odd → -inf
  -inf >0other → inf
  -inf <0odd → -0
  -inf <0other → 0
  0 >0 → 0
  0 <0 → inf
  -0 >0odd → -0
  -0 >0other → 0
  -0 <0odd → -inf
  -0 <0other → inf
  negative fraction → nan
  + 1 nan → 1
  + -3 3 → -27
  + -2 -2 → 0.25
  + 10 8 → 1e8`,
  remainder: `
  nan any ; any nan → nan
  ±inf ±inf → nan
  ±0 ±0 → nan
  0 >0 → 0
  -0 >0 → 0
  0 <0 → -0
  -0 <0 → -0
  >0 0 → nan
  >0 -0 → nan
  <0 0 → nan
  <0 -0 → nan
  inf positive → nan
  inf negative → nan
  -inf positive → nan
  -inf negative → nan
  positive inf → x1
  positive -inf → x2
  negative inf → x2
  negative -inf → x1
  7 3 ; -7 3 ; 7 -3 ; -7 -3 ; 5.5 0.5 ; -5.5 0.5 ; 1e10 7 ; 5.25 -2 → rounded
  + -1e-300 1e300 → 1e300
  + 1e300 7 → 1`,
  round: `${rounding}
  half → even`,
  sign: `
  <0 → -1
  ±0 → 0
  >0 → 1
  nan → nan`,
  signbit: `
  0 → false
  -0 → true
  inf → false
  -inf → true
  positive → false
  negative → true
  nan → false
  -nan → true`,
  sin: `${odd}
  ±inf → nan`,
  sinh: `${odd}
  inf → inf
  -inf → -inf
  + large → inf
  + -large → -inf`,
  sqrt: `
  nan → nan
  <0 → nan
  0 → 0
  -0 → -0
  inf → inf`,
  tan: `${odd}
  ±inf → nan`,
  tanh: `${odd}
  inf → 1
  -inf → -1
  + large → 1
  + -large → -1`,
  trunc: `${rounding}
  + -0.5 → -0
  + -1.75 → -1`,
};

/** What the text leaves to IEEE 754, Python's `%` and each other: in double precision. */
export const rounded: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  divide: (a, b) => a / b,
  floor_divide: (a, b) => Math.floor(a / b),
  multiply: (a, b) => a * b,
  remainder: (a, b) => a - b * Math.floor(a / b),
};

/** By reference to another function: "as if implemented as". */
export const realAliases: Readonly<Record<string, (x: readonly number[]) => number>> = {
  reciprocal: ([x]) => 1 / x!,
  square: ([x]) => x! * x!,
  subtract: ([a, b]) => a! - b!,
};
