import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { readUnion } from '../../../tools/reference/read-union.js';

/** An error code, and where it occurs. */
export interface ErrorCode {
  readonly code: string;
  readonly occurrences: readonly Occurrence[];
}

export interface Occurrence {
  /** The package or app: `@rbee/source-fetcher`. */
  readonly workspace: string;
  /** The union: `SourceFetchErrorCode`. */
  readonly union: string;
  /** The docstring: what it means. */
  readonly meaning: string;
}

const UNION = /(?:Error|Problem|Failure|Finding)Code$/;

/** Every code of every union of codes in the sources of packages and apps, in the order of the alphabet. */
export function readCodes(root: string): ErrorCode[] {
  const codes = new Map<string, Occurrence[]>();
  for (const folder of workspaces(root)) {
    const { name } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name: string };
    for (const { code, ...occurrence } of codesIn(path.join(folder, 'src')))
      codes.set(code, [...(codes.get(code) ?? []), { ...occurrence, workspace: name }]);
  }
  return [...codes]
    .map(([code, occurrences]) => ({ code, occurrences }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The page's own codes are left out: its reader sees them beside what failed. */
function workspaces(root: string): string[] {
  return ['packages', 'apps']
    .flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(root, group, name)))
    .filter((folder) => existsSync(path.join(folder, 'package.json')) && !folder.endsWith('hive-page'));
}

function codesIn(folder: string): (Omit<Occurrence, 'workspace'> & { readonly code: string })[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      if (!/export type \w+Code =/.test(text)) return [];
      const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
      return source.statements.filter(ts.isTypeAliasDeclaration).flatMap(codesOf);
    });
}

function codesOf({ name, type }: ts.TypeAliasDeclaration) {
  if (!UNION.test(name.text) || !ts.isUnionTypeNode(type)) return [];
  let meaning = '';
  return (readUnion(type) ?? [])
    .filter(({ label }) => /^[A-Z][A-Z_]+$/.test(label))
    .map(({ label, doc }) => {
      // A docstring holds for the members below it that have none.
      if (doc.text !== '') meaning = doc.text.replace(/\s+/g, ' ');
      return { code: label, union: name.text, meaning };
    });
}
