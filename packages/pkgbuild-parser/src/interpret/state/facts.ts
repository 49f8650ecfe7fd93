import type { ResolvedFacts } from '../../options.js';

/** What the recipe asked about its host, and which variables depended on it. */
export interface Facts {
  readonly host: ResolvedFacts;
  /** Those that the statement being evaluated has asked for so far. */
  asked: Set<string>;
  /** By variable: the facts that its value depends on. */
  readonly byVariable: Map<string, ReadonlySet<string>>;
  /** Whether there is anything to note: most recipes ask for nothing. */
  inUse: boolean;
}

/** What has facts: a shell. */
interface Asking {
  readonly facts: Facts;
}

/**
 * Marks what `declare -f` prints here. Read again by `eval` it means what bash's own layout means; as a value
 * it is not bash's, and the mark says so. A code point that no text contains.
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
export function noteAsked({ facts }: Asking, fact: string): void {
  facts.asked.add(fact);
  facts.inUse = true;
}

/** Notes that the statement depends on a variable. */
export function noteRead({ facts }: Asking, name: string): void {
  for (const fact of facts.byVariable.get(name) ?? []) facts.asked.add(fact);
}

/** Notes that a variable now depends on what its statement has asked for. */
export function noteWritten({ facts }: Asking, name: string): void {
  if (facts.asked.size === 0) facts.byVariable.delete(name);
  else facts.byVariable.set(name, new Set(facts.asked));
}

/** Notes that a variable depends on it as well, such as one that the branch not taken would have assigned. */
export function noteDependent({ facts }: Asking, name: string): void {
  const known = facts.byVariable.get(name) ?? [];
  facts.byVariable.set(name, new Set([...known, ...facts.asked]));
}

/** Whether a program exists, when the facts say so; a string is its path. */
export function commandFact(shell: Asking, name: string): boolean | string | undefined {
  const fact = shell.facts.host.commandFact(name);
  if (fact !== undefined) noteAsked(shell, `command ${name}`);
  return fact;
}
