/**
 * What an estimator remembers once it is fitted, and the one error of those that are not.
 */

/** What a scope of the default namespace asks of an object: the arrays that it holds, which outlive the scope with it. */
export const heldArrays = Symbol.for('obol.heldArrays');

/** The state of a fitted object of a class. */
export class Fitted<S extends object> {
  #state: S | undefined;

  constructor(readonly name: string) {}

  get is(): boolean {
    return this.#state !== undefined;
  }

  set(state: S): void {
    this.#state = state;
  }

  /** The state; a TypeError that names the member where there is none. */
  get(member: string): S {
    if (this.#state) return this.#state;
    throw new TypeError(`${this.name}.${member}: expected a fitted ${this.name}; call fit first`);
  }

  /** What is held, for {@link heldArrays}. */
  *held(): Iterable<unknown> {
    if (this.#state) yield* Object.values(this.#state) as unknown[];
  }
}
