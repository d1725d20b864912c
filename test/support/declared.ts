/** What TypeScript declares of the namespace's functions, read by its compiler from lib/. */
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Parameters as text, with `...` for rest and `?` for what may be left out; the keys of the options, sorted. */
export interface Declared {
  readonly positional: readonly string[];
  readonly options: readonly string[];
}

const root = join(__dirname, '../..');
const config = ts.getParsedCommandLineOfConfigFile(
  join(root, 'tsconfig.json'),
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: () => undefined,
  },
)!;
const index = join(root, 'lib/index.ts');
const program = ts.createProgram([index], { ...config.options, noEmit: true, types: ['node'] });
const checker = program.getTypeChecker();
const namespace = checker.getSymbolAtLocation(program.getSourceFile(index)!)!;

function exported(module: ts.Symbol, name: string): ts.Symbol {
  const found = checker.getExportsOfModule(module).find((s) => s.name === name);
  if (found === undefined) throw new Error(`${name} is not exported in ${dirname(index)}`);
  return found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
}

const keys = (type: ts.Type): string[] =>
  checker
    .getPropertiesOfType(checker.getNonNullableType(type))
    .map((p) => `${p.name}${p.flags & ts.SymbolFlags.Optional ? '?' : ''}`)
    .sort();

function describe(type: ts.Type): Declared {
  const signature = type.getCallSignatures()[0]!;
  const parameters = signature.getParameters().map((symbol) => {
    const declaration = symbol.valueDeclaration as ts.ParameterDeclaration;
    return {
      name: symbol.name,
      rest: declaration.dotDotDotToken !== undefined,
      open: declaration.questionToken !== undefined || declaration.initializer !== undefined,
      type: checker.getTypeOfSymbol(symbol),
    };
  });
  const last = parameters.at(-1);
  const options = last?.name === 'options' && last.open ? parameters.pop()!.type : restOptions(last);
  return {
    positional: parameters.map((p) => `${p.rest ? '...' : ''}${p.name}${p.open ? '?' : ''}`),
    options: options === undefined ? [] : keys(options),
  };
}

// Behind a rest parameter the options are one of the things that its elements may be.
function restOptions(last: { rest: boolean; type: ts.Type } | undefined): ts.Type | undefined {
  if (last === undefined || !last.rest) return undefined;
  const element = checker.getIndexTypeOfType(last.type, ts.IndexKind.Number)!;
  return element.isUnion()
    ? element.types.find((t) => keys(t).length > 0 && keys(t).every((k) => k.endsWith('?')))
    : undefined;
}

/** The declaration of a function of the namespace, or of one of its extensions. */
export function declared(extension: string, name: string): Declared {
  const inspected = checker.getReturnTypeOfSignature(
    checker.getTypeOfSymbol(exported(namespace, '__array_namespace_info__')).getCallSignatures()[0]!,
  );
  const method = inspected.getProperty(name);
  if (extension === '' && method !== undefined) return describe(checker.getTypeOfSymbol(method));
  return describe(
    checker.getTypeOfSymbol(exported(extension === '' ? namespace : exported(namespace, extension), name)),
  );
}

/** The declaration of a method of the array. */
export function declaredMethod(name: string): Declared {
  const array = checker.getDeclaredTypeOfSymbol(exported(namespace, 'NDArray'));
  return describe(checker.getTypeOfSymbol(array.getProperty(name)!));
}
