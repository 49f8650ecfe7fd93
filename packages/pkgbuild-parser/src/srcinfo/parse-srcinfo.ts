import { showForeign } from '@rbee-internal/redact-url';
import { fields } from '../model/fields.js';
import { createRangeOf } from '../problems/positions.js';
import { createProblemList, type ProblemList } from '../problems/problem-list.js';
import type { Srcinfo, SrcinfoPackage, SrcinfoResult, SrcinfoSection } from '../types.js';

/**
 * Reads a `.SRCINFO` strictly: every line is a comment, empty, or `key = value` with one of the known keys. What
 * is wrong is in `problems` with its place, and there is a `srcinfo` when there is no error.
 * @example
 * ```ts
 * const { srcinfo, problems } = parseSrcinfo(text);
 * srcinfo?.packages.map(({ name }) => name);
 * ```
 */
export function parseSrcinfo(text: string): SrcinfoResult {
  const list = createProblemList(createRangeOf(text));
  const sections: Section[] = [];
  for (const line of linesOf(text)) readLine(line, sections, list);
  const srcinfo = assemble(sections, list);
  if (srcinfo === undefined || list.problems.length > 0) return { problems: list.problems };
  return { srcinfo, problems: [] };
}

interface Line {
  readonly text: string;
  readonly pos: number;
  readonly end: number;
}

interface Section extends SrcinfoSection {
  readonly kind: 'pkgbase' | 'pkgname';
  readonly name: string;
  readonly scalars: Map<string, string>;
  readonly arrays: Map<string, string[]>;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let pos = 0;
  for (const line of text.split('\n')) {
    lines.push({ text: line, pos, end: pos + line.length });
    pos += line.length + 1;
  }
  return lines;
}

function readLine(line: Line, sections: Section[], list: ProblemList): void {
  const text = line.text.trimStart();
  if (text === '' || text.startsWith('#')) return;
  // makepkg writes a cleared field with its blank, which editors like to take away.
  const [, key, value = ''] = /^([A-Za-z0-9_]+) =(?: (.*))?$/.exec(text) ?? [];
  if (key === undefined) {
    list.error('SYNTAX', line, `"${showForeign(text)}" is not of the form key = value`);
  } else if (key === 'pkgbase' || key === 'pkgname')
    beginSection({ kind: key, name: value, line }, sections, list);
  else addField({ key, value, line }, sections[sections.length - 1], list);
}

function beginSection(
  { kind, name, line }: { kind: Section['kind']; name: string; line: Line },
  sections: Section[],
  list: ProblemList,
): void {
  const isFirst = sections.length === 0;
  if (name === '') list.error('MISSING_FIELD', line, `${kind} is empty`);
  if (isFirst !== (kind === 'pkgbase')) {
    list.error('SYNTAX', line, isFirst ? 'The first section must be pkgbase' : 'There is a second pkgbase');
  }
  if (sections.some((section) => section.kind === kind && section.name === name && kind === 'pkgname')) {
    list.error('INVALID_FIELD', line, `There is a second section for ${showForeign(name)}`);
  }
  sections.push({ kind, name, scalars: new Map(), arrays: new Map() });
}

function addField(
  { key, value, line }: { key: string; value: string; line: Line },
  section: Section | undefined,
  list: ProblemList,
): void {
  const [base = '', ...rest] = key.split('_');
  const field = fields.get(base);
  const architecture = rest.join('_');
  const isKnown =
    field !== undefined &&
    (rest.length === 0 || (field.perArchitecture && architecture !== '' && base !== 'options'));
  if (section === undefined) list.error('SYNTAX', line, `${showForeign(key)} stands before pkgbase`);
  else if (!isKnown || base === 'pkgbase' || base === 'xdata')
    list.error('SYNTAX', line, `${showForeign(key)} is not a key of a .SRCINFO`);
  else if (section.kind === 'pkgname' && !field.overridable && base !== 'checkdepends') {
    list.error('NOT_OVERRIDABLE', line, `${key} is not allowed in the section of a package`);
  } else if (field.kind === 'array') {
    const values = section.arrays.get(key);
    if (values === undefined) section.arrays.set(key, value === '' ? [] : [value]);
    else values.push(value);
  } else if (section.scalars.has(key))
    list.error('INVALID_FIELD', line, `${key} stands twice in its section`);
  else section.scalars.set(key, value);
}

function assemble(sections: readonly Section[], list: ProblemList): Srcinfo | undefined {
  const [base, ...packages] = sections;
  const start = { pos: 0, end: 0 };
  for (const key of ['pkgver', 'pkgrel']) {
    if (!base?.scalars.has(key)) list.error('MISSING_FIELD', start, `${key} is missing`);
  }
  if (packages.length === 0) list.error('MISSING_FIELD', start, 'There is no section for a package');
  if (base === undefined) return undefined;
  const { name: pkgbase, scalars, arrays } = base;
  return { pkgbase, scalars, arrays, packages: packages.map(asPackage) };
}

function asPackage({ name, scalars, arrays }: Section): SrcinfoPackage {
  return { name, scalars, arrays };
}
