// What is public, read from the sources by the TypeScript compiler: each page (a chapter of the namespace, an extension,
// a subpath, a class) with its functions, their signatures, docs, options and examples. Nothing here knows Markdown.

import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { filesUnder, root } from '../support.mjs';

const ts = createRequire(import.meta.url)('typescript');

/** The chapters of the main namespace: which files of lib hold them. */
const CHAPTERS = [
  ['constants', 'Constants and dtypes', ['api/constants', 'core/dtype', 'core/slice', 'core/namespace']],
  ['creation', 'Creation functions', ['api/creation', 'api/creation_from_data']],
  ['data_types', 'Data type functions', ['api/data_types']],
  ['elementwise', 'Element-wise functions', ['api/elementwise', 'api/clip']],
  ['indexing', 'Indexing functions', ['api/indexing']],
  ['inspection', 'Inspection', ['api/inspection']],
  ['linear_algebra', 'Linear algebra functions', ['api/linear_algebra']],
  ['manipulation', 'Manipulation functions', ['api/manipulation']],
  ['searching', 'Searching functions', ['api/searching']],
  ['sets', 'Set functions', ['api/sets']],
  ['sorting', 'Sorting functions', ['api/sorting']],
  ['statistical', 'Statistical functions', ['api/statistical']],
  ['utility', 'Utility functions', ['api/utility']],
  ['package', 'Memory, devices, errors, indices', []],
];

/** What every page's heading is, beside the chapters. */
const TITLES = {
  linalg: 'xp.linalg: linear algebra',
  fft: 'xp.fft: Fourier transforms',
  sparse: 'xp.sparse: sparse arrays',
  random: 'xp.random: random numbers',
  cluster: 'xp.cluster: k-means and labels, compiled',
  ndimage: 'xp.ndimage: correlation, compiled',
};

/** The pages: `{ file, title, about, prefix, entries }`. */
export function reference() {
  const entryFiles = ['lib/index.ts', ...filesUnder('lib/subpaths')].map((file) => join(root, file));
  const config = ts.parseConfigFileTextToJson('', ts.sys.readFile(join(root, 'tsconfig.json'))).config;
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, paths: {} }, root);
  const program = ts.createProgram(entryFiles, { ...options, types: ['node'] });
  const checker = program.getTypeChecker();
  const reader = new Reader(program, checker);
  const exportsOf = (file) => reader.exports(checker.getSymbolAtLocation(program.getSourceFile(file)));

  const pages = new Map(
    CHAPTERS.map(([file, title]) => [file, { file, title, about: '', prefix: 'xp.', entries: [] }]),
  );
  const add = (page, entry) => entry && pages.get(page).entries.push(entry);
  for (const { name, symbol } of exportsOf(entryFiles[0])) {
    if (name === 'NDArray') {
      pages.set('array', { ...reader.class('x.', symbol), file: 'array', title: 'The array: attributes and methods' });
    } else if (reader.isNamespace(symbol)) {
      pages.set(name, reader.namespace(name, TITLES[name] ?? `xp.${name}`, symbol));
    } else {
      const source = reader.file(symbol);
      const chapter = CHAPTERS.find(([, , files]) => files.includes(source)) ?? CHAPTERS.at(-1);
      add(chapter[0], reader.entry('xp.', name, symbol));
    }
  }
  for (const file of entryFiles.slice(1)) {
    const name = basename(file, '.ts');
    const entries = exportsOf(file).map(({ name: own, symbol }) => reader.entry('', own, symbol));
    const about = reader.fileComment(program.getSourceFile(file));
    const page = { file: `obol-${name}`, title: `obol/${name}`, about, prefix: '', entries: entries.filter(Boolean) };
    pages.set(page.file, page);
  }
  return [...pages.values()];
}

/** Reads symbols into plain objects. */
class Reader {
  constructor(program, checker) {
    this.program = program;
    this.checker = checker;
  }

  /** What a module exports, aliases resolved, by name. */
  exports(module) {
    const found = this.checker.getExportsOfModule(module).map((symbol) => ({
      name: symbol.name,
      symbol: symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol,
    }));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  isNamespace(symbol) {
    return Boolean(symbol.flags & ts.SymbolFlags.ValueModule);
  }

  /** The file that declares a symbol, relative to lib and without its ending. */
  file(symbol) {
    const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
    return file.startsWith(join(root, 'lib')) ? file.slice(join(root, 'lib').length + 1).replace(/\.ts$/, '') : '';
  }

  /** The comment at the top of a file. */
  fileComment(file) {
    const [first] = ts.getLeadingCommentRanges(file.text, 0) ?? [];
    if (!first) return '';
    const text = file.text.slice(first.pos, first.end);
    return prose(text.replace(/^\/\*\*?|\*\/$|^\/\/ ?/gm, '').replace(/^ *\* ?/gm, ''));
  }

  /** A namespace as a page: its functions, and those of the namespaces within it. */
  namespace(name, title, symbol) {
    const file = symbol.declarations[0].getSourceFile();
    const page = { file: name, title, about: this.fileComment(file), prefix: `xp.${name}.`, entries: [] };
    const visit = (prefix, module) => {
      for (const { name: own, symbol: member } of this.exports(module)) {
        if (this.isNamespace(member)) visit(`${prefix}${own}.`, member);
        else page.entries.push(this.entry(prefix, own, member));
      }
    };
    visit(page.prefix, symbol);
    page.entries = page.entries.filter(Boolean);
    return page;
  }

  /** A class as a page: its members are the entries. */
  class(prefix, symbol) {
    const entry = this.entry('', symbol.name, symbol);
    return { about: entry.doc, prefix, entries: entry.members.map((member) => ({ ...member, prefix })) };
  }

  /** A function, class or constant; undefined for what is only a type. */
  entry(prefix, name, symbol) {
    if (!(symbol.flags & ts.SymbolFlags.Value)) return undefined;
    const declaration = symbol.valueDeclaration ?? symbol.declarations[0];
    const base = { prefix, name, ...this.docs(symbol), source: this.file(symbol) };
    if (symbol.flags & ts.SymbolFlags.Class) {
      return { ...base, kind: 'class', signatures: this.constructors(name, symbol), members: this.members(symbol) };
    }
    const type = this.checker.getTypeOfSymbolAtLocation(symbol, declaration);
    const calls = type.getCallSignatures();
    if (calls.length === 0) return { ...base, kind: 'constant', signatures: [`${name}: ${this.type(type)}`] };
    return {
      ...base,
      ...this.docs(symbol, calls),
      kind: 'function',
      signatures: calls.map((call) => `${name}${this.signature(call)}`),
      options: this.options(calls),
      resultMembers: this.membersOf(calls[0].getReturnType()),
    };
  }

  /** The names of the members of a type that lib declares. */
  membersOf(type) {
    const own = type.symbol?.declarations?.[0]?.getSourceFile().fileName.startsWith(join(root, 'lib'));
    return own ? this.checker.getPropertiesOfType(type).map((member) => member.name) : [];
  }

  constructors(name, symbol) {
    const type = this.checker.getTypeOfSymbol(symbol);
    const visible = type.getConstructSignatures().filter((call) => !isInternal(call.declaration));
    return visible.map((call) => `new ${name}${this.signature(call)}`);
  }

  /** The public members of a class, inherited ones too. */
  members(symbol) {
    const type = this.checker.getDeclaredTypeOfSymbol(symbol);
    const members = this.checker.getPropertiesOfType(type).flatMap((member) => {
      const declaration = member.valueDeclaration ?? member.declarations?.[0];
      const hidden =
        !declaration ||
        !declaration.getSourceFile().fileName.startsWith(join(root, 'lib')) ||
        isInternal(declaration) ||
        ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
      if (hidden) return [];
      const name = member.name.startsWith('__@')
        ? `[Symbol.${member.name.slice(3).replace(/@\d+$/, '')}]`
        : member.name;
      if (/^#|^_(?!_)|custom|heldArrays|toPrimitive|^toString$/.test(name)) return [];
      const found = this.checker.getTypeOfSymbolAtLocation(member, declaration);
      const calls = found.getCallSignatures();
      const docs = this.docs(member);
      if (calls.length === 0)
        return [{ name, ...docs, kind: 'attribute', signatures: [`${name}: ${this.type(found)}`] }];
      const signatures = calls.map((call) => `${name}${this.signature(call)}`);
      return [{ name, ...docs, kind: 'method', signatures, options: this.options(calls) }];
    });
    return members.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'attribute' ? -1 : 1));
  }

  type(type) {
    const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
    return tidy(this.checker.typeToString(type, undefined, flags));
  }

  signature(call) {
    const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
    return tidy(this.checker.signatureToString(call, undefined, flags));
  }

  /** The text, parameters, results, errors and examples that a symbol's comments hold. */
  docs(symbol, calls = []) {
    const from = [symbol, ...calls];
    const doc = from.map((s) => ts.displayPartsToString(s.getDocumentationComment(this.checker))).find(Boolean) ?? '';
    const tags = from.map((s) => s.getJsDocTags(this.checker)).find((list) => list.length > 0) ?? [];
    const text = (tag) => ts.displayPartsToString(tag.text ?? []);
    const all = (...names) => tags.filter((tag) => names.includes(tag.name)).map(text);
    const parameters = tags
      .filter((tag) => tag.name === 'param')
      .map((tag) => {
        const [name, ...rest] = text(tag).split(/\s/);
        return { name, doc: prose(rest.join(' ').replace(/^- /, '')) };
      });
    return {
      doc: prose(doc),
      parameters,
      returns: all('returns').map(prose).join(' '),
      throws: all('throws').map(prose),
      examples: all('example').map((code) => code.replace(/^```\w*\n|\n```$/g, '').trim()),
    };
  }

  /** The members of the parameter `options`, with their docs. */
  options(calls) {
    const found = new Map();
    for (const call of calls) {
      const parameter = call.parameters.find((each) => each.name === 'options');
      if (!parameter) continue;
      const type = this.checker.getNonNullableType(this.checker.getTypeOfSymbol(parameter));
      for (const member of this.checker.getPropertiesOfType(type)) {
        if (found.has(member.name)) continue;
        const doc = prose(ts.displayPartsToString(member.getDocumentationComment(this.checker)));
        const own = this.type(this.checker.getTypeOfSymbol(member)).replace(/ \| undefined$/, '');
        found.set(member.name, { name: member.name, type: own, doc });
      }
    }
    return [...found.values()];
  }
}

function isInternal(declaration) {
  return ts.getJSDocTags(declaration).some((tag) => tag.tagName.text === 'internal');
}

/** Line breaks of a comment are none of the text's; paragraphs and lists stay. `{@link x}` becomes code. */
function prose(text) {
  return text
    .replace(/\{@link ([^}]+)\}/g, '`$1`')
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\n(?!\s*- )\s*/g, ' '))
    .join('\n\n');
}

/** Types as the sources have them: defaults of type parameters left out. */
function tidy(text) {
  return text
    .replace(/NDArray<(?:DTypeName|keyof [^>]+)>/g, 'NDArray')
    .replace(/NativeDType</g, 'DType<')
    .replace(/DType<DTypeName>/g, 'DType')
    .replace(/(\?: [^,()]*?) \| undefined/g, '$1')
    .replace(/"/g, "'")
    .replace(/import\("[^"]*"\)\./g, '');
}
