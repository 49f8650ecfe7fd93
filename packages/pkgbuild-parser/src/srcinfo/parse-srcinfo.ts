import { showForeign } from '@rbee-internal/redact-url';
import { fields } from '../model/fields.js';
import { createRangeOf } from '../problems/positions.js';
import { createProblemList, type ProblemList } from '../problems/problem-list.js';
import type { Srcinfo, SrcinfoOptions, SrcinfoPackage, SrcinfoResult, SrcinfoSection } from '../types.js';

/**
 * Reads a `.SRCINFO`. Strictly, every line is a comment, empty, or `key = value` with one of the known keys; what is
 * wrong is in `problems` with its place, and there is a `srcinfo` when there is no error. With `lenient`, as for files
 * that people and other tools have written, all but a missing `pkgbase` is a warning: unknown keys are kept as arrays,
 * a scalar that stands twice has its last value, blanks around `=`, Windows line ends and a byte-order mark do not
 * matter, and lines that are not of that form are passed over.
 * @example
 * ```ts
 * const { srcinfo, problems } = parseSrcinfo(text, { lenient: true });
 * srcinfo?.packages.map(({ name }) => name);
 * ```
 */
export function parseSrcinfo(text: string, { lenient = false }: SrcinfoOptions = {}): SrcinfoResult {
  const list = createProblemList(createRangeOf(text));
  const reader: Reader = { sections: [], list: lenient ? { ...list, error: list.warning } : list, lenient };
  for (const line of linesOf(text)) readLine(lenient ? withoutFrame(line) : line, reader);
  if (lenient && reader.sections.length === 0)
    list.error('MISSING_FIELD', { pos: 0, end: 0 }, 'pkgbase is missing');
  const srcinfo = assemble(reader.sections, reader.list);
  const isWrong = list.problems.some(({ severity }) => severity === 'error');
  if (srcinfo === undefined || isWrong) return { problems: list.problems };
  return { srcinfo, problems: list.problems };
}

interface Reader {
  readonly sections: Section[];
  readonly list: ProblemList;
  readonly lenient: boolean;
}

function withoutFrame({ text, pos, end }: Line): Line {
  return { text: text.replace(/^\ufeff/, '').replace(/\s+$/, ''), pos, end };
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

function readLine(line: Line, reader: Reader): void {
  const { sections, list, lenient } = reader;
  const text = line.text.trimStart();
  if (text === '' || text.startsWith('#')) return;
  // makepkg writes a cleared field with its blank, which editors like to take away.
  const form = lenient ? /^([A-Za-z0-9_]+)\s*=\s*(.*)$/ : /^([A-Za-z0-9_]+) =(?: (.*))?$/;
  const [, key, value = ''] = form.exec(text) ?? [];
  if (key === undefined) {
    list.error('SYNTAX', line, `"${showForeign(text)}" is not of the form key = value`);
  } else if (key === 'pkgbase' || key === 'pkgname') beginSection({ kind: key, name: value, line }, reader);
  else addField({ key, value, line }, sections[sections.length - 1], reader);
}

function beginSection(
  { kind, name, line }: { kind: Section['kind']; name: string; line: Line },
  { sections, list, lenient }: Reader,
): void {
  const isFirst = sections.length === 0;
  if (name === '') list.error('MISSING_FIELD', line, `${kind} is empty`);
  if (isFirst !== (kind === 'pkgbase')) {
    list.error('SYNTAX', line, isFirst ? 'The first section must be pkgbase' : 'There is a second pkgbase');
  }
  if (sections.some((section) => section.kind === kind && section.name === name && kind === 'pkgname')) {
    list.error('INVALID_FIELD', line, `There is a second section for ${showForeign(name)}`);
  }
  if (lenient && kind === 'pkgbase' && !isFirst) return;
  sections.push({ kind, name, scalars: new Map(), arrays: new Map() });
}

function addField(
  { key, value, line }: { key: string; value: string; line: Line },
  section: Section | undefined,
  { list, lenient }: Reader,
): void {
  const [base = '', ...rest] = key.split('_');
  const field = fields.get(base);
  const architecture = rest.join('_');
  const isKnown =
    field !== undefined &&
    (rest.length === 0 || (field.perArchitecture && architecture !== '' && base !== 'options'));
  if (section === undefined) list.error('SYNTAX', line, `${showForeign(key)} stands before pkgbase`);
  else if (!isKnown || base === 'pkgbase' || base === 'xdata') {
    list.error('SYNTAX', line, `${showForeign(key)} is not a key of a .SRCINFO`);
    if (lenient) addElement(section, key, value);
  } else if (section.kind === 'pkgname' && !field.overridable && base !== 'checkdepends') {
    list.error('NOT_OVERRIDABLE', line, `${key} is not allowed in the section of a package`);
  } else if (field.kind === 'array') addElement(section, key, value);
  else {
    if (section.scalars.has(key)) list.error('INVALID_FIELD', line, `${key} stands twice in its section`);
    section.scalars.set(key, value);
  }
}

function addElement({ arrays }: Section, key: string, value: string): void {
  const values = arrays.get(key);
  if (values === undefined) arrays.set(key, value === '' ? [] : [value]);
  else values.push(value);
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
