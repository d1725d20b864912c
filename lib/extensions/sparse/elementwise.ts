/**
 * The elementwise functions that keep zero: each is one row, applied to the stored elements, in the same format (COO with
 * duplicates is made canonical first where that matters). Names are NumPy's, as those of SciPy's methods; where the
 * standard has another name it is here too. Functions that make something of zero are refused by name.
 */
import { binaryOf, fillsZeros, keepsZero, type SparseUnary } from './apply';

/** The elements of real floating-point arrays times a number. */
function scaled(name: string, factor: number): SparseUnary {
  const times = binaryOf(name, 'multiply');
  return keepsZero(name, (x) => {
    if (x.dtype.kind !== 'real floating')
      throw new TypeError(`${name}: expected one of float32, float64 for A, got ${x.dtype.name}`);
    return times(x, factor);
  });
}

/**
 * Absolute values; of complex elements the modulus, in the component dtype. Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.abs(xp.sparse.csr_array([[-1, 0], [0, 2]])).toarray().tolist(); // [[1, 0], [0, 2]]
 */
export const abs = keepsZero('abs');

/**
 * Inverse sines, in radians. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.arcsin(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.5235987755982989]
 */
export const arcsin = keepsZero('arcsin', 'asin');
/**
 * The standard's name of {@link arcsin}.
 *
 * @example
 * xp.sparse.asin(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.5235987755982989]
 */
export const asin = keepsZero('asin');

/**
 * Inverse hyperbolic sines. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.arcsinh(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.48121182505960347]
 */
export const arcsinh = keepsZero('arcsinh', 'asinh');
/**
 * The standard's name of {@link arcsinh}.
 *
 * @example
 * xp.sparse.asinh(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.48121182505960347]
 */
export const asinh = keepsZero('asinh');

/**
 * Inverse tangents, in radians. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.arctan(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.4636476090008061]
 */
export const arctan = keepsZero('arctan', 'atan');
/**
 * The standard's name of {@link arctan}.
 *
 * @example
 * xp.sparse.atan(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.4636476090008061]
 */
export const atan = keepsZero('atan');

/**
 * Inverse hyperbolic tangents. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.arctanh(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.5493061443340548]
 */
export const arctanh = keepsZero('arctanh', 'atanh');
/**
 * The standard's name of {@link arctanh}.
 *
 * @example
 * xp.sparse.atanh(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.5493061443340548]
 */
export const atanh = keepsZero('atanh');

/**
 * The smallest whole numbers not below. Integers and real floating-point elements.
 *
 * @example
 * xp.sparse.ceil(xp.sparse.csr_array([[0.5, 0], [0, 1.5]])).toarray().tolist(); // [[1, 0], [0, 2]]
 */
export const ceil = keepsZero('ceil');

/**
 * Complex conjugates; real elements as they are. Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.conj(xp.sparse.csr_array([[1, 0], [0, 2]])).toarray().tolist(); // [[1, 0], [0, 2]]
 */
export const conj = keepsZero('conj', 'conj', true);

/**
 * exp(x) - 1, exact for small x. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.expm1(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.6487212707001282]
 */
export const expm1 = keepsZero('expm1');

/**
 * The largest whole numbers not above. Integers and real floating-point elements.
 *
 * @example
 * xp.sparse.floor(xp.sparse.csr_array([[0.5, 0], [0, 1.5]])).toarray().tolist(); // [[0, 0], [0, 1]]
 */
export const floor = keepsZero('floor');

/**
 * Imaginary parts of complex elements, in the component dtype.
 *
 * @example
 * xp.sparse.imag(xp.sparse.csr_array([[{ re: 1, im: 2 }, 0], [0, 3]])).toarray().tolist(); // [[2, 0], [0, 0]]
 */
export const imag = keepsZero('imag', 'imag', true);

/**
 * Where elements are infinite (bool). Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.isinf(xp.sparse.csr_array([[Infinity, 0], [0, 2]])).toarray().tolist(); // [[true, false], [false, false]]
 */
export const isinf = keepsZero('isinf');

/**
 * Where elements are NaN (bool). Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.isnan(xp.sparse.csr_array([[NaN, 0], [0, 2]])).toarray().tolist(); // [[true, false], [false, false]]
 */
export const isnan = keepsZero('isnan');

/**
 * log(1 + x), exact for small x. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.log1p(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.4054651081081644]
 */
export const log1p = keepsZero('log1p');

/**
 * The elements with the other sign. Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.negative(xp.sparse.csr_array([[1, 0], [0, 2]])).toarray().tolist(); // [[-1, 0], [0, -2]]
 */
export const negative = keepsZero('negative', 'negative', true);

/**
 * The elements as they are. Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.positive(xp.sparse.csr_array([[1, 0], [0, 2]])).toarray().tolist(); // [[1, 0], [0, 2]]
 */
export const positive = keepsZero('positive', 'positive', true);

/**
 * Real parts of the elements, in the component dtype. Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.real(xp.sparse.csr_array([[{ re: 1, im: 2 }, 0], [0, 3]])).toarray().tolist(); // [[1, 0], [0, 3]]
 */
export const real = keepsZero('real', 'real', true);

/**
 * The nearest whole numbers, halves to even ones. Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.rint(xp.sparse.csr_array([[0.5, 0], [0, 1.5]])).toarray().tolist(); // [[0, 0], [0, 2]]
 */
export const rint = keepsZero('rint', 'round');
/**
 * The standard's name of {@link rint}.
 *
 * @example
 * xp.sparse.round(xp.sparse.csr_array([[0.5, 0], [0, 1.5]])).toarray().tolist(); // [[0, 0], [0, 2]]
 */
export const round = keepsZero('round');

/**
 * -1, 0 or 1; of complex elements x / |x|. Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.sign(xp.sparse.csr_array([[-3, 0], [0, 2]])).toarray().tolist(); // [[-1, 0], [0, 1]]
 */
export const sign = keepsZero('sign');

/**
 * Sines of radians. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.sin(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.479425538604203]
 */
export const sin = keepsZero('sin');

/**
 * Hyperbolic sines. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.sinh(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.5210953054937474]
 */
export const sinh = keepsZero('sinh');

/**
 * Square roots; NaN of negative real elements. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.sqrt(xp.sparse.csr_array([[4, 0], [0, 9]])).toarray().tolist(); // [[2, 0], [0, 3]]
 */
export const sqrt = keepsZero('sqrt');

/**
 * Squares. Numbers of any dtype, not bool.
 *
 * @example
 * xp.sparse.square(xp.sparse.csr_array([[2, 0], [0, 3]])).toarray().tolist(); // [[4, 0], [0, 9]]
 */
export const square = keepsZero('square');

/**
 * Tangents of radians. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.tan(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.5463024898437905]
 */
export const tan = keepsZero('tan');

/**
 * Hyperbolic tangents. Floating-point and complex elements.
 *
 * @example
 * xp.sparse.tanh(xp.sparse.csr_array([[0.5, 0]])).data.tolist(); // [0.46211715726000974]
 */
export const tanh = keepsZero('tanh');

/**
 * The elements without their fraction. Integers and real floating-point elements.
 *
 * @example
 * xp.sparse.trunc(xp.sparse.csr_array([[1.5, 0], [0, -1.5]])).toarray().tolist(); // [[1, 0], [0, -1]]
 */
export const trunc = keepsZero('trunc');

/**
 * Degrees in radians. Real floating-point elements.
 *
 * @example
 * xp.sparse.deg2rad(xp.sparse.csr_array([[180, 0]])).data.tolist(); // [3.141592653589793]
 */
export const deg2rad = scaled('deg2rad', Math.PI / 180);

/**
 * Radians in degrees. Real floating-point elements.
 *
 * @example
 * xp.sparse.rad2deg(xp.sparse.csr_array([[Math.PI, 0]])).data.tolist(); // [180]
 */
export const rad2deg = scaled('rad2deg', 180 / Math.PI);

/**
 * Refused: acos of 0 is π/2.
 *
 * @example
 * xp.acos(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[1.5707963267948966]]
 */
export const acos = fillsZeros('acos', 'π/2');
/**
 * Refused: acosh of 0 is NaN.
 *
 * @example
 * xp.acosh(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[NaN]]
 */
export const acosh = fillsZeros('acosh', 'NaN');
/**
 * Refused: cos of 0 is 1.
 *
 * @example
 * xp.cos(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[1]]
 */
export const cos = fillsZeros('cos', '1');
/**
 * Refused: cosh of 0 is 1.
 *
 * @example
 * xp.cosh(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[1]]
 */
export const cosh = fillsZeros('cosh', '1');
/**
 * Refused: exp of 0 is 1.
 *
 * @example
 * xp.exp(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[1]]
 */
export const exp = fillsZeros('exp', '1');
/**
 * Refused: isfinite of 0 is true.
 *
 * @example
 * xp.isfinite(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[true]]
 */
export const isfinite = fillsZeros('isfinite', 'true');
/**
 * Refused: log of 0 is -Infinity.
 *
 * @example
 * xp.log(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[-Infinity]]
 */
export const log = fillsZeros('log', '-Infinity');
/**
 * Refused: log10 of 0 is -Infinity.
 *
 * @example
 * xp.log10(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[-Infinity]]
 */
export const log10 = fillsZeros('log10', '-Infinity');
/**
 * Refused: log2 of 0 is -Infinity.
 *
 * @example
 * xp.log2(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[-Infinity]]
 */
export const log2 = fillsZeros('log2', '-Infinity');
/**
 * Refused: logical_not of 0 is true.
 *
 * @example
 * xp.logical_not(xp.sparse.csr_array([[false]], { dtype: xp.bool }).toarray()).tolist(); // [[true]]
 */
export const logical_not = fillsZeros('logical_not', 'true');
/**
 * Refused: reciprocal of 0 is Infinity.
 *
 * @example
 * xp.reciprocal(xp.sparse.csr_array([[0]]).toarray()).tolist(); // [[Infinity]]
 */
export const reciprocal = fillsZeros('reciprocal', 'Infinity');
