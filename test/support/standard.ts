/** The facts of the standard's text in test/fixtures/standard: names, parameters, numbers of special cases. */
import { readJson } from './fixtures';

export interface Parameter {
  readonly name: string;
  readonly kind: 'positional-only' | 'positional-or-keyword' | 'variadic' | 'keyword-only';
  /** As Python writes it; none where the parameter must be given. */
  readonly default?: string;
}
export interface StandardFunction {
  readonly parameters: readonly Parameter[];
  /** Bullets under "Special cases", for real and for complex operands. */
  readonly specialCases?: { readonly real?: number; readonly complex?: number };
}

export const standard = readJson<{
  readonly chapters: Readonly<Record<string, Readonly<Record<string, StandardFunction>>>>;
  readonly constants: readonly string[];
  readonly attributes: readonly string[];
  readonly methods: Readonly<Record<string, StandardFunction>>;
}>('standard/standard.json');

const python: Record<string, unknown> = { None: null, True: true, False: false };

/** A default as a value of JavaScript. */
export function defaultOf(parameter: Parameter): unknown {
  const text = parameter.default!;
  return text in python ? python[text] : JSON.parse(text.replaceAll("'", '"'));
}
