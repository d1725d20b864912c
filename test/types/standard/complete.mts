// The standard 2025.12 by its list of names: the interface has each of them and no other, and obol and a provider that
// is typed by it have them too.

import xp, { type NDArray } from 'obol';
import { type ArrayNamespace, type DTypeName, type StandardArray } from 'obol/standard';
import { type Mine, mine } from './provider.mjs';

type Creation =
  | 'arange'
  | 'asarray'
  | 'empty'
  | 'empty_like'
  | 'eye'
  | 'from_dlpack'
  | 'full'
  | 'full_like'
  | 'linspace'
  | 'meshgrid'
  | 'ones'
  | 'ones_like'
  | 'tril'
  | 'triu'
  | 'zeros'
  | 'zeros_like';
type DataTypeFunctions = 'astype' | 'can_cast' | 'finfo' | 'iinfo' | 'isdtype' | 'result_type';
type Elementwise =
  | 'abs'
  | 'acos'
  | 'acosh'
  | 'add'
  | 'asin'
  | 'asinh'
  | 'atan'
  | 'atan2'
  | 'atanh'
  | 'bitwise_and'
  | 'bitwise_invert'
  | 'bitwise_left_shift'
  | 'bitwise_or'
  | 'bitwise_right_shift'
  | 'bitwise_xor'
  | 'ceil'
  | 'clip'
  | 'conj'
  | 'copysign'
  | 'cos'
  | 'cosh'
  | 'divide'
  | 'equal'
  | 'exp'
  | 'expm1'
  | 'floor'
  | 'floor_divide'
  | 'greater'
  | 'greater_equal'
  | 'hypot'
  | 'imag'
  | 'isfinite'
  | 'isinf'
  | 'isnan'
  | 'less'
  | 'less_equal'
  | 'log'
  | 'log10'
  | 'log1p'
  | 'log2'
  | 'logaddexp'
  | 'logical_and'
  | 'logical_not'
  | 'logical_or'
  | 'logical_xor'
  | 'maximum'
  | 'minimum'
  | 'multiply'
  | 'negative'
  | 'nextafter'
  | 'not_equal'
  | 'positive'
  | 'pow'
  | 'real'
  | 'reciprocal'
  | 'remainder'
  | 'round'
  | 'sign'
  | 'signbit'
  | 'sin'
  | 'sinh'
  | 'sqrt'
  | 'square'
  | 'subtract'
  | 'tan'
  | 'tanh'
  | 'trunc';
type Indexing = 'take' | 'take_along_axis';
type LinearAlgebra = 'matmul' | 'matrix_transpose' | 'tensordot' | 'vecdot';
type Manipulation =
  | 'broadcast_arrays'
  | 'broadcast_shapes'
  | 'broadcast_to'
  | 'concat'
  | 'expand_dims'
  | 'flip'
  | 'moveaxis'
  | 'permute_dims'
  | 'repeat'
  | 'reshape'
  | 'roll'
  | 'squeeze'
  | 'stack'
  | 'tile'
  | 'unstack';
type Searching = 'argmax' | 'argmin' | 'count_nonzero' | 'nonzero' | 'searchsorted' | 'where';
type Sets = 'isin' | 'unique_all' | 'unique_counts' | 'unique_inverse' | 'unique_values';
type Sorting = 'argsort' | 'sort';
type Statistical = 'cumulative_prod' | 'cumulative_sum' | 'max' | 'mean' | 'min' | 'prod' | 'std' | 'sum' | 'var';
type Utility = 'all' | 'any' | 'diff';
type Constants = 'e' | 'inf' | 'nan' | 'newaxis' | 'pi';
type Inspection = '__array_namespace_info__' | '__array_api_version__';
type Standard =
  | Creation
  | DataTypeFunctions
  | Elementwise
  | Indexing
  | LinearAlgebra
  | Manipulation
  | Searching
  | Sets
  | Sorting
  | Statistical
  | Utility
  | Constants
  | Inspection
  | DTypeName;

/** What JavaScript needs beside the standard, and the capabilities that a provider may carry. */
type Beside =
  | 'ellipsis'
  | 'slice'
  | 'scope'
  | '__name__'
  | '__version__'
  | 'linalg'
  | 'fft'
  | 'sparse'
  | 'random'
  | 'ndimage'
  | 'cluster';

type Linalg =
  | 'cholesky'
  | 'cross'
  | 'det'
  | 'diagonal'
  | 'eig'
  | 'eigh'
  | 'eigvals'
  | 'eigvalsh'
  | 'inv'
  | 'matmul'
  | 'matrix_norm'
  | 'matrix_power'
  | 'matrix_rank'
  | 'matrix_transpose'
  | 'outer'
  | 'pinv'
  | 'qr'
  | 'slogdet'
  | 'solve'
  | 'svd'
  | 'svdvals'
  | 'tensordot'
  | 'trace'
  | 'vecdot'
  | 'vector_norm';
type Fft =
  | 'fft'
  | 'ifft'
  | 'fftn'
  | 'ifftn'
  | 'rfft'
  | 'irfft'
  | 'rfftn'
  | 'irfftn'
  | 'hfft'
  | 'ihfft'
  | 'fftfreq'
  | 'rfftfreq'
  | 'fftshift'
  | 'ifftshift';
type Attributes = 'dtype' | 'device' | 'mT' | 'ndim' | 'shape' | 'size' | 'T';
type Methods = '__array_namespace__' | '__dlpack__' | '__dlpack_device__' | 'to_device';
type OurArray = 'get' | 'set' | 'data';

/** Compiles when there is nothing in T. */
type None<T extends never> = T;

export type MissingInTypes = None<Exclude<Standard, keyof ArrayNamespace<Mine>>>;
export type BeyondTheStandard = None<Exclude<keyof ArrayNamespace<Mine>, Standard | Beside>>;
export type MissingInObol = None<Exclude<Standard, keyof typeof xp>>;
export type MissingInLinalg = None<Exclude<Linalg, keyof typeof xp.linalg>>;
export type MissingInFft = None<Exclude<Fft, keyof typeof xp.fft>>;
export type LinalgInTypes = None<Exclude<Linalg, keyof NonNullable<ArrayNamespace<Mine>['linalg']>>>;
export type LinalgBeyond = None<Exclude<keyof NonNullable<ArrayNamespace<Mine>['linalg']>, Linalg>>;
export type FftInTypes = None<Exclude<Fft, keyof NonNullable<ArrayNamespace<Mine>['fft']>>>;
export type FftBeyond = None<Exclude<keyof NonNullable<ArrayNamespace<Mine>['fft']>, Fft>>;
export type MissingInArrays = None<Exclude<Attributes | Methods | OurArray, keyof StandardArray<Mine>>>;
export type BeyondArrays = None<Exclude<keyof StandardArray<Mine>, Attributes | Methods | OurArray>>;

// Nothing of it is `any`: an `any` would be assignable to never.
type IsAny<T> = 0 extends 1 & T ? true : false;
type AnyMembers<T> = { [K in keyof T]-?: IsAny<T[K]> extends true ? K : never }[keyof T];
type AnyResults<T> = {
  [K in keyof T]-?: T[K] extends (...args: never[]) => infer R ? (IsAny<R> extends true ? K : never) : never;
}[keyof T];
export type NoAny = None<
  | AnyMembers<ArrayNamespace<Mine>>
  | AnyResults<ArrayNamespace<Mine>>
  | AnyMembers<StandardArray<Mine>>
  | AnyResults<Omit<StandardArray<Mine>, 'set'>>
  | AnyMembers<NDArray>
  | AnyMembers<typeof xp>
  | AnyResults<typeof xp>
>;

// obol is such a namespace, its arrays are such arrays, and both answer their own kind.
const namespace: ArrayNamespace<NDArray> = xp;
const array: StandardArray<NDArray> = xp.ones([2]);
const answered: readonly NDArray[] = [
  xp.zeros(3),
  xp.add(1, array as NDArray),
  ...xp.meshgrid(xp.ones(2), xp.ones(2), { indexing: 'ij' }),
  ...xp.nonzero(xp.eye(2)),
  xp.unique_all(xp.ones(2)).counts,
  xp.sort(xp.ones(2), { descending: true }),
];
const theirs: readonly Mine[] = [
  mine.linspace(0, 1, 5, { endpoint: false, dtype: mine.float32 }),
  mine.clip(mine.ones(2), 0, null),
  mine.expand_dims(mine.ones(2), [0, -1]),
  mine.where(mine.ones(2, { dtype: mine.bool }), 1, mine.zeros(2)),
];

// @ts-expect-error keyword-only arguments go into the options
mine.zeros([2], mine.float32);
// @ts-expect-error an option of another function
mine.sum(mine.ones(2), { correction: 1 });
// @ts-expect-error NumPy's name
mine.concatenate([mine.ones(2)]);
// @ts-expect-error a list is no array: xp.asarray makes one
mine.sum([1, 2]);
// @ts-expect-error a dtype is no string
mine.astype(mine.ones(2), 'float32');
// @ts-expect-error no such kind
mine.isdtype(mine.float32, 'float');
// @ts-expect-error sorting is along one axis
mine.sort(mine.ones([2, 2]), { axis: [0, 1] });
// @ts-expect-error arrays have no operators: xp.add
void (mine.ones(2) + 1 > 0 && mine.ones(2).add);
// @ts-expect-error an extension may not be there
mine.linalg.det(mine.eye(2));
// @ts-expect-error a namespace without the whole standard is none
const partial: ArrayNamespace<Mine> = { ones: mine.ones, zeros: mine.zeros };
// @ts-expect-error an array needs its namespace
const bare: StandardArray<Mine> = { ...mine.ones(2), __array_namespace__: undefined };

export { answered, array, bare, namespace, partial, theirs };
