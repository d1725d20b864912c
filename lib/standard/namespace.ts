/**
 * The namespace: the standard's functions, chapter by chapter, and the extensions that a provider may have beside.
 * Types only.
 */
import type { Constants } from './chapters/constants';
import type { CreationFunctions } from './chapters/creation';
import type { DataTypeFunctions, DataTypes } from './chapters/datatypes';
import type { ElementwiseFunctions } from './chapters/elementwise';
import type { FourierExtension } from './chapters/fft';
import type { IndexingFunctions } from './chapters/indexing';
import type { Inspection } from './chapters/inspection';
import type { LinalgExtension } from './chapters/linalg';
import type { LinearAlgebraFunctions } from './chapters/linearalgebra';
import type { ManipulationFunctions } from './chapters/manipulation';
import type { SearchingFunctions } from './chapters/searching';
import type { SetFunctions } from './chapters/sets';
import type { SortingFunctions } from './chapters/sorting';
import type { StatisticalFunctions } from './chapters/statistical';
import type { UtilityFunctions } from './chapters/utility';
import type { ClusterExtension, NdimageExtension, RandomExtension } from './extensions';
import type { SparseExtension } from './sparse';

/** The standard's extensions and the capabilities beside it, by the name under which a namespace carries them. */
export interface Extensions<A> {
  readonly linalg: LinalgExtension<A>;
  readonly fft: FourierExtension<A>;
  readonly sparse: SparseExtension<A>;
  readonly random: RandomExtension<A>;
  readonly ndimage: NdimageExtension<A>;
  readonly cluster: ClusterExtension<A>;
}

/** The name of an extension that has a type here. */
export type ExtensionName = keyof Extensions<unknown>;

/**
 * A namespace of the Python Array API standard 2025.12 over the array type `A`. Positional parameters are positional,
 * keyword-only ones go into one options object, the last argument.
 *
 * @example
 * function normalized<A extends StandardArray<A>>(x: A): A {
 *   const xp = x.__array_namespace__();
 *   return xp.divide(x, xp.sqrt(xp.sum(xp.square(x))));
 * }
 */
export interface ArrayNamespace<A>
  extends
    Constants,
    DataTypes,
    Inspection,
    CreationFunctions<A>,
    DataTypeFunctions<A>,
    ElementwiseFunctions<A>,
    IndexingFunctions<A>,
    LinearAlgebraFunctions<A>,
    ManipulationFunctions<A>,
    SearchingFunctions<A>,
    SortingFunctions<A>,
    StatisticalFunctions<A>,
    UtilityFunctions<A>,
    SetFunctions<A>,
    Partial<Extensions<A>> {
  /** The provider's name and version, for messages. */
  readonly __name__?: string;
  readonly __version__?: string;

  /** Runs `fn` and frees the arrays made in it that its result does not hold; waits for a Promise. */
  scope?<R>(fn: () => R): R;
}
