/**
 * Measures of information between two labelings: mutual information, normalised and adjusted, homogeneity,
 * completeness and their mean V, as sklearn.metrics has them. In nats.
 */
import { checkOptions, finiteNumber, oneOf, type ArrayInput } from '../../standard';
import { contingencyOf, type Contingency } from './contingency';

const averages = {
  min: Math.min,
  geometric: (a: number, b: number): number => Math.sqrt(a * b),
  arithmetic: (a: number, b: number): number => (a + b) / 2,
  max: Math.max,
};

/** How two entropies are averaged. */
export type AverageMethod = keyof typeof averages;

function averageOf(fn: string, options: { averageMethod?: AverageMethod } | undefined): (typeof averages)['max'] {
  const { averageMethod = 'arithmetic' } = checkOptions(fn, options, ['averageMethod']);
  return averages[oneOf(fn, 'averageMethod', averageMethod, Object.keys(averages) as AverageMethod[])];
}

/** Of the shares sizes / n. Each term is written as that of the mutual information, so that equal things are equal. */
function entropy(sizes: readonly number[], n: number): number {
  return sizes.length === 1 ? 0 : sizes.reduce((sum, size) => sum + (size / n) * Math.log(n / size), 0);
}

function mutualInformation({ n, rows, columns, cells }: Contingency): number {
  if (rows.length === 1 || columns.length === 1) return 0;
  const terms = cells.map(
    ({ row, column, count }) => (count / n) * Math.log((count * n) / (rows[row]! * columns[column]!)),
  );
  return Math.max(0, terms.reduce((sum, term) => sum + term, 0)); // prettier-ignore
}

/** Whether the labelings divide the elements alike. */
const alike = ({ rows, columns, cells }: Contingency): boolean =>
  rows.length === cells.length && columns.length === cells.length;

/**
 * What the mutual information is on average over all ways to give out the labels, the sizes of the groups kept: each
 * cell is then hypergeometric. Vinh, Epps and Bailey 2010.
 */
function expectedInformation({ n, rows, columns }: Contingency): number {
  const [heights, widths] = [counted(rows), counted(columns)];
  let sum = 0;
  for (const [a, height] of heights) for (const [b, width] of widths) sum += height * width * expectedTerm(a, b, n);
  return sum;
}

function counted(sizes: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const size of sizes) found.set(size, (found.get(size) ?? 0) + 1);
  return found;
}

const negligible = 1e-25;

/**
 * The mean of (m / n) log(n m / (a b)) for a cell m of groups of a and b elements. The probabilities are built from the
 * likeliest m outwards by the ratios of neighbours and divided by their sum: no factorials, nothing that cancels.
 */
function expectedTerm(a: number, b: number, n: number): number {
  const [least, most] = [Math.max(0, a + b - n), Math.min(a, b)];
  const likeliest = Math.min(most, Math.max(least, Math.floor(((a + 1) * (b + 1)) / (n + 2))));
  const value = (m: number): number => (m === 0 ? 0 : (m / n) * Math.log((n * m) / (a * b)));
  let [total, sum] = [1, value(likeliest)];
  for (let [m, p] = [likeliest, 1]; m < most && p > negligible;) {
    p *= ((a - m) * (b - m)) / ((m + 1) * (n - a - b + m + 1));
    m++;
    total += p;
    sum += p * value(m);
  }
  for (let [m, p] = [likeliest, 1]; m > least && p > negligible;) {
    p *= (m * (n - a - b + m)) / ((a - m + 1) * (b - m + 1));
    m--;
    total += p;
    sum += p * value(m);
  }
  return sum / total;
}

/**
 * How much one labeling says of the other, in nats: 0 when they are independent, the entropy of either when they divide
 * the elements alike. Symmetric; what the labels are called does not matter. It waits for the result.
 *
 * @param a n labels: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths or NaN.
 * @example
 * mutualInfoScore([0, 0, 1, 1], [0, 0, 1, 1]); // 0.6931471805599453
 */
export function mutualInfoScore(a: ArrayInput, b: ArrayInput): number {
  return mutualInformation(contingencyOf('mutualInfoScore', a, b));
}

/**
 * The mutual information over a mean of the two entropies: 1 for labelings that divide the elements alike, 0 for
 * independent ones. It grows with the number of clusters by chance alone; {@link adjustedMutualInfoScore} does not.
 *
 * @param a n labels: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements.
 * @param options `averageMethod`: 'min' | 'geometric' | 'arithmetic' (default) | 'max'.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths or NaN.
 * @example
 * normalizedMutualInfoScore([0, 0, 1, 1], [1, 1, 0, 0]); // 1
 */
export function normalizedMutualInfoScore(
  a: ArrayInput,
  b: ArrayInput,
  options?: { averageMethod?: AverageMethod },
): number {
  const fn = 'normalizedMutualInfoScore';
  const average = averageOf(fn, options);
  const table = contingencyOf(fn, a, b);
  if (alike(table)) return 1;
  const information = mutualInformation(table);
  if (information <= Number.EPSILON) return 0;
  return information / average(entropy(table.rows, table.n), entropy(table.columns, table.n));
}

/**
 * The mutual information less what labels given at random have on average, over a mean of the two entropies less the
 * same: 1 for labelings that divide the elements alike, about 0 for labels given at random, whatever their number
 * (Vinh, Epps and Bailey 2010). The expected information is computed exactly. It waits for the result.
 *
 * @param a n labels: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements.
 * @param options `averageMethod`: 'min' | 'geometric' | 'arithmetic' (default) | 'max'.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths or NaN.
 * @example
 * adjustedMutualInfoScore([0, 0, 1, 1], [1, 1, 0, 0]); // 1
 */
export function adjustedMutualInfoScore(
  a: ArrayInput,
  b: ArrayInput,
  options?: { averageMethod?: AverageMethod },
): number {
  const fn = 'adjustedMutualInfoScore';
  const average = averageOf(fn, options);
  const table = contingencyOf(fn, a, b);
  if (alike(table)) return 1;
  const [information, expected] = [mutualInformation(table), expectedInformation(table)];
  const most = average(entropy(table.rows, table.n), entropy(table.columns, table.n));
  // Where chance alone reaches the most there is, nothing can be better than chance.
  const rounding = 1e-14 * Math.max(most, expected, 1);
  return most - expected <= rounding ? 0 : (information - expected) / (most - expected);
}

/** What {@link homogeneityCompletenessVMeasure} finds. */
export interface VMeasure {
  /** 1 when each cluster holds elements of one class only. */
  homogeneity: number;
  /** 1 when the elements of each class are in one cluster. */
  completeness: number;
  /** Their weighted harmonic mean. */
  vMeasure: number;
}

function measured(fn: string, a: ArrayInput, b: ArrayInput, beta: number): VMeasure {
  finiteNumber(fn, 'beta', beta, 0);
  const table = contingencyOf(fn, a, b);
  const information = mutualInformation(table);
  const [classes, clusters] = [entropy(table.rows, table.n), entropy(table.columns, table.n)];
  // Exactly 1 where each column, or each row, has one cell; an entropy of 0 is among these.
  const homogeneity = table.columns.length === table.cells.length ? 1 : information / classes;
  const completeness = table.rows.length === table.cells.length ? 1 : information / clusters;
  const below = beta * homogeneity + completeness;
  return { homogeneity, completeness, vMeasure: below === 0 ? 0 : ((1 + beta) * homogeneity * completeness) / below };
}

/**
 * Homogeneity, completeness and V at once (Rosenberg and Hirschberg 2007). It waits for the result.
 *
 * @param a n labels, the classes: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements, the clusters.
 * @param options `beta` (default 1): above 1 completeness weighs more, below 1 homogeneity.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths, NaN or beta < 0.
 * @example
 * homogeneityCompletenessVMeasure([0, 0, 1, 1], [0, 1, 2, 2]).homogeneity; // 1
 */
export function homogeneityCompletenessVMeasure(a: ArrayInput, b: ArrayInput, options?: { beta?: number }): VMeasure {
  const fn = 'homogeneityCompletenessVMeasure';
  return measured(fn, a, b, checkOptions(fn, options, ['beta']).beta ?? 1);
}

/**
 * Whether each cluster holds elements of one class only: 1 when it does, 0 when the clusters say nothing of the classes.
 * {@link completenessScore} with its arguments exchanged. It waits for the result.
 *
 * @param a n labels, the classes: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements, the clusters.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths or NaN.
 * @example
 * homogeneityScore([0, 0, 1, 1], [0, 1, 2, 3]); // 1
 */
export function homogeneityScore(a: ArrayInput, b: ArrayInput): number {
  return measured('homogeneityScore', a, b, 1).homogeneity;
}

/**
 * Whether the elements of each class are in one cluster: 1 when they are, 0 when the classes say nothing of the
 * clusters. {@link homogeneityScore} with its arguments exchanged. It waits for the result.
 *
 * @param a n labels, the classes: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements, the clusters.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths or NaN.
 * @example
 * completenessScore([0, 1, 2, 3], [0, 0, 1, 1]); // 1
 */
export function completenessScore(a: ArrayInput, b: ArrayInput): number {
  return measured('completenessScore', a, b, 1).completeness;
}

/**
 * The harmonic mean of homogeneity and completeness; with beta 1 it is {@link normalizedMutualInfoScore}. It waits for
 * the result.
 *
 * @param a n labels, the classes: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements, the clusters.
 * @param options `beta` (default 1): above 1 completeness weighs more, below 1 homogeneity.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths, NaN or beta < 0.
 * @example
 * vMeasureScore([0, 0, 1, 1], [1, 1, 0, 0]); // 1
 */
export function vMeasureScore(a: ArrayInput, b: ArrayInput, options?: { beta?: number }): number {
  const fn = 'vMeasureScore';
  return measured(fn, a, b, checkOptions(fn, options, ['beta']).beta ?? 1).vMeasure;
}
