import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Something that an entry exports, where it is declared. */
export interface FoundExport {
  readonly name: string;
  readonly declarations: readonly ts.Declaration[];
}

export interface PassedOn {
  readonly name: string;
  /** The package that it comes from. */
  readonly from: string;
}

/** Reads source files, each once, and follows exports to where they are declared. */
export interface ExportFinder {
  find(entry: string): { readonly found: readonly FoundExport[]; readonly passedOn: readonly PassedOn[] };
}

/** @param internals where each private package that may be re-exported has its sources: `@rbee-internal/x` to a folder */
export function createExportFinder(internals: ReadonlyMap<string, string>): ExportFinder {
  const files = new Map<string, ts.SourceFile>();
  const read = (file: string): ts.SourceFile => {
    const known = files.get(file);
    if (known !== undefined) return known;
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    files.set(file, source);
    return source;
  };
  return { find: (entry) => collect(entry, { read, internals }) };
}

interface Sources {
  read(file: string): ts.SourceFile;
  readonly internals: ReadonlyMap<string, string>;
}

function collect(entry: string, sources: Sources) {
  const found: FoundExport[] = [];
  const passedOn: PassedOn[] = [];
  for (const { name, original, specifier } of exportsOf(sources.read(entry))) {
    const place = locate(entry, { name: original, specifier }, sources);
    if (typeof place === 'string') passedOn.push({ name, from: place });
    else found.push({ name, declarations: place });
  }
  return { found, passedOn };
}

interface Reference {
  readonly name: string;
  readonly original: string;
  /** Absent where it is declared in the file itself, or imported into it. */
  readonly specifier: string | undefined;
}

function exportsOf(source: ts.SourceFile): Reference[] {
  return source.statements.flatMap((statement): Reference[] => {
    if (ts.isExportDeclaration(statement)) return namedExports(statement);
    if (!isExported(statement)) return [];
    return declaredNames(statement).map((name) => ({ name, original: name, specifier: undefined }));
  });
}

function namedExports({ exportClause, moduleSpecifier }: ts.ExportDeclaration): Reference[] {
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
  const specifier = textOf(moduleSpecifier);
  return exportClause.elements.map(({ name, propertyName }) => ({
    name: name.text,
    original: (propertyName ?? name).text,
    specifier,
  }));
}

/** The declarations of a name, or the package that it comes from. */
function locate(
  file: string,
  { name, specifier }: { readonly name: string; readonly specifier: string | undefined },
  sources: Sources,
): string | readonly ts.Declaration[] {
  if (specifier !== undefined) {
    const target = resolve(file, specifier, sources);
    return target === undefined
      ? packageOf(specifier)
      : locate(target, { name, specifier: undefined }, sources);
  }
  const source = sources.read(file);
  const own = source.statements.filter((statement) => declaredNames(statement).includes(name));
  if (own.length > 0) return own.map((statement) => declarationIn(statement, name));
  const elsewhere = exportsOf(source).find(
    (reference) => reference.name === name && reference.specifier !== undefined,
  );
  if (elsewhere !== undefined)
    return locate(file, { name: elsewhere.original, specifier: elsewhere.specifier }, sources);
  const imported = importOf(source, name);
  if (imported === undefined)
    throw new Error(`${file} exports ${name}, which is not declared or imported in it.`);
  return locate(file, imported, sources);
}

function resolve(file: string, specifier: string, { internals }: Sources): string | undefined {
  if (specifier.startsWith('.')) return sourceFile(path.resolve(path.dirname(file), specifier));
  const folder = internals.get(packageOf(specifier));
  if (folder === undefined) return undefined;
  const inside = specifier.slice(packageOf(specifier).length);
  return sourceFile(path.join(folder, 'src', inside, 'index.js'));
}

function sourceFile(file: string): string {
  const stem = file.replace(/\.jsx?$/, '');
  const found = [`${stem}.ts`, `${stem}.tsx`].find((name) => existsSync(name));
  if (found === undefined) throw new Error(`${file} has no source.`);
  return found;
}

function importOf(source: ts.SourceFile, name: string) {
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    const element = bindings.elements.find((candidate) => candidate.name.text === name);
    const specifier = textOf(statement.moduleSpecifier);
    if (element !== undefined) return { name: (element.propertyName ?? element.name).text, specifier };
  }
  return undefined;
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement)
  )
    return statement.name === undefined ? [] : [statement.name.text];
  return [];
}

function declarationIn(statement: ts.Statement, name: string): ts.Declaration {
  if (!ts.isVariableStatement(statement)) return statement as unknown as ts.Declaration;
  const declaration = statement.declarationList.declarations.find((one) => one.name.getText() === name);
  if (declaration === undefined) throw new Error(`${name} is not declared here.`);
  return declaration;
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function textOf(specifier: ts.Expression | undefined): string | undefined {
  return specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : undefined;
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
