import type { ResolvedFacts } from '../options.js';
import type { Place } from '../positions.js';
import { NotKnown } from './outcomes.js';
import { placeOf, type Shell } from './shell.js';

/** What the recipe asked about its host, and which variables depended on the answers. */
export interface Facts {
  readonly host: ResolvedFacts;
  /** Those that the statement being evaluated has asked for so far. */
  asked: Set<string>;
  /** By variable: the facts that its value depends on. */
  readonly byVariable: Map<string, ReadonlySet<string>>;
  /** Whether there is anything to note: most recipes ask for nothing. */
  inUse: boolean;
}

/**
 * Stands in what `declare -f` prints here. Read again by `eval` it means what bash's own layout means; as a value
 * it is not bash's, and the mark tells so. A code point that no text has.
 */
export const LAYOUT_MARK = '\u{10fffe}';

export function createFacts(host: ResolvedFacts, inUse: boolean): Facts {
  const byVariable = new Map<string, ReadonlySet<string>>();
  byVariable.set('CARCH', CARCH);
  for (const name of host.environment.keys()) byVariable.set(name, new Set([`environment ${name}`]));
  return { host, asked: new Set(), byVariable, inUse };
}

const CARCH: ReadonlySet<string> = new Set(['CARCH']);

/** Notes that the statement depends on a fact. */
export function noteAsked({ facts }: Shell, fact: string): void {
  facts.asked.add(fact);
  facts.inUse = true;
}

/** Notes that the statement depends on a variable. */
export function noteRead({ facts }: Shell, name: string): void {
  for (const fact of facts.byVariable.get(name) ?? []) facts.asked.add(fact);
}

/** Notes that a variable now depends on what its statement has asked for. */
export function noteWritten({ facts }: Shell, name: string): void {
  if (facts.asked.size === 0) facts.byVariable.delete(name);
  else facts.byVariable.set(name, new Set(facts.asked));
}

/** Notes that a variable depends on it as well, such as one that the branch not taken would have assigned. */
export function noteDependent({ facts }: Shell, name: string): void {
  const known = facts.byVariable.get(name) ?? [];
  facts.byVariable.set(name, new Set([...known, ...facts.asked]));
}

/** Whether a program exists, when the facts say so; a string is its path. */
export function commandFact(shell: Shell, name: string): boolean | string | undefined {
  const { commands } = shell.facts.host;
  const fact = commands.get(name);
  if (fact !== undefined) noteAsked(shell, `command ${name}`);
  return fact;
}

/** A file's content by the name that the recipe uses. @throws NotKnown */
export function fileContent(shell: Shell, name: string, place: Place): string {
  const local = localName(shell, name);
  const content = local && shell.facts.host.fileFact(local);
  if (typeof content !== 'string' || local === '')
    throw new NotKnown(`the file \`${name}\``, placeOf(shell, place));
  noteAsked(shell, `file ${name}`);
  return content;
}

/** Whether a file exists, when the facts say so. */
export function fileExists(shell: Shell, name: string): boolean | undefined {
  const local = localName(shell, name);
  if (local === undefined) return undefined;
  const fact = shell.facts.host.fileFact(local);
  const exists = fact === undefined ? isInFolder(shell, local) : fact !== false;
  if (exists !== undefined) noteAsked(shell, `file ${name}`);
  return exists;
}

/** What the names in the recipe's folder say of a file in it or below. */
function isInFolder(shell: Shell, local: string): boolean | undefined {
  const { folder } = shell.facts.host;
  const [first = '', ...below] = local.split('/');
  if (folder === undefined || first === '' || first === '..') return undefined;
  if (!folder.has(first)) return false;
  return below.length === 0 ? true : undefined;
}

/** The name relative to the folder of the recipe, where it lies in there; nothing once `cd` has left it. */
function localName(shell: Shell, name: string): string | undefined {
  if (shell.settings.flags.has('moved') && !name.startsWith('/')) return undefined;
  const start = shell.facts.host.environment.get('startdir');
  const relative = start !== undefined && name.startsWith(`${start}/`) ? name.slice(start.length + 1) : name;
  const parts: string[] = [];
  for (const part of relative.split('/')) {
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join('/');
}
