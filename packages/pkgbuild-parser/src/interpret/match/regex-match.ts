import type { ParsedRegex, RegexNode } from './regex-syntax.js';

/** Where a match lies, and where its groups do; `groups[0]` is the whole. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** An expression ready to match: every state advances at once, so that no text makes it slow. */
export interface Regex {
  readonly program: readonly Instruction[];
  readonly groups: number;
  /** Whether POSIX's rules for what a group holds agree with greedy matching from left to right. */
  readonly hasExactGroups: boolean;
}

type Instruction =
  | { readonly type: 'character'; readonly accepts: (character: string) => boolean }
  | { readonly type: 'start' | 'end' | 'match' }
  | { readonly type: 'save'; readonly slot: number }
  | { readonly type: 'split'; first: number; second: number }
  | { readonly type: 'jump'; target: number };

const LONGEST_PROGRAM = 20_000;

/** Compiles an expression; `undefined` when it is too large. */
export function compileRegex({ node, groups }: ParsedRegex): Regex | undefined {
  const program: Instruction[] = [];
  if (!emit(program, node)) return undefined;
  program.push({ type: 'match' });
  return { program, groups, hasExactGroups: groups === 0 || isUnambiguous(node, false) };
}

/** The leftmost of the matches from `from` on, and of these the longest, found in one pass over the text. */
export function findMatch(
  regex: Regex,
  characters: readonly string[],
  { from, onWork }: { readonly from: number; readonly onWork: (work: number) => void },
): RegexMatch | undefined {
  const run: Run = { regex, characters, visited: new Uint32Array(regex.program.length), generation: 0 };
  let threads: readonly Thread[] = [];
  let best: { readonly thread: Thread; readonly end: number } | undefined;
  for (let index = from; ; index += 1) {
    const started = best === undefined ? [...threads, { at: 0, start: index, slots: [] }] : threads;
    const waiting = followed(run, index, started);
    onWork(1 + waiting.length);
    const done = waiting.find(({ at }) => regex.program[at]?.type === 'match');
    if (done !== undefined && done.start <= (best?.thread.start ?? index))
      best = { thread: done, end: index };
    if (index >= characters.length || (best !== undefined && waiting.length === 0)) break;
    const last = best?.thread.start ?? index;
    threads = advanced(run, waiting, { character: characters[index] ?? '', last });
  }
  return best && matchFrom(run, best.thread, best.end);
}

/** The threads that take a character, without those that begin after a match that has been found. */
function advanced(
  { regex }: Run,
  threads: readonly Thread[],
  { character, last }: { readonly character: string; readonly last: number },
): Thread[] {
  const next: Thread[] = [];
  for (const { at, start, slots } of threads) {
    if (start <= last && accepts(regex.program[at], character)) next.push({ at: at + 1, start, slots });
  }
  return next;
}

/** Choices, and repetitions of repetitions, capture other groups by POSIX. */
function isUnambiguous(node: RegexNode, isRepeated: boolean): boolean {
  switch (node.type) {
    case 'choice':
      return false;
    case 'sequence':
      return node.items.every((item) => isUnambiguous(item, isRepeated));
    case 'group':
      return isUnambiguous(node.inner, isRepeated);
    case 'repeat':
      return !isRepeated && isUnambiguous(node.inner, node.most > 1);
    default:
      return true;
  }
}

function emit(program: Instruction[], node: RegexNode): boolean {
  if (program.length > LONGEST_PROGRAM) return false;
  switch (node.type) {
    case 'character':
    case 'start':
    case 'end':
      program.push(node);
      return true;
    case 'sequence':
      return node.items.every((item) => emit(program, item));
    case 'group': {
      program.push({ type: 'save', slot: node.index * 2 });
      if (!emit(program, node.inner)) return false;
      program.push({ type: 'save', slot: node.index * 2 + 1 });
      return true;
    }
    case 'choice':
      return emitChoice(program, node.items);
    case 'repeat':
      return emitRepeat(program, node);
  }
}

function emitChoice(program: Instruction[], items: readonly RegexNode[]): boolean {
  const jumps: { type: 'jump'; target: number }[] = [];
  for (const [index, item] of items.entries()) {
    const isLast = index === items.length - 1;
    const split = { type: 'split' as const, first: program.length + 1, second: 0 };
    if (!isLast) program.push(split);
    if (!emit(program, item)) return false;
    if (isLast) break;
    const jump = { type: 'jump' as const, target: 0 };
    program.push(jump);
    jumps.push(jump);
    split.second = program.length;
  }
  for (const jump of jumps) jump.target = program.length;
  return true;
}

function emitRepeat(program: Instruction[], { inner, least, most }: RegexNode & { type: 'repeat' }): boolean {
  for (let count = 0; count < least; count += 1) if (!emit(program, inner)) return false;
  const optional = most === Number.POSITIVE_INFINITY ? 1 : most - least;
  const splits: { type: 'split'; first: number; second: number }[] = [];
  for (let count = 0; count < optional; count += 1) {
    const at = program.length;
    const split = { type: 'split' as const, first: at + 1, second: 0 };
    program.push(split);
    splits.push(split);
    if (!emit(program, inner)) return false;
    if (most === Number.POSITIVE_INFINITY) program.push({ type: 'jump', target: at });
  }
  for (const split of splits) split.second = program.length;
  return true;
}

interface Thread {
  readonly at: number;
  /** Where the match would begin. */
  readonly start: number;
  readonly slots: readonly number[];
}

interface Run {
  readonly regex: Regex;
  readonly characters: readonly string[];
  readonly visited: Uint32Array;
  generation: number;
}

function accepts(instruction: Instruction | undefined, character: string): boolean {
  return instruction?.type === 'character' && instruction.accepts(character);
}

/** The threads that wait for a character or have matched, in order of preference. */
function followed(run: Run, position: number, threads: readonly Thread[]): Thread[] {
  const { program } = run.regex;
  run.generation += 1;
  const waiting: Thread[] = [];
  const stack = [...threads].reverse();
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    const { at, start, slots } = thread;
    if (run.visited[at] === run.generation) continue;
    run.visited[at] = run.generation;
    const instruction = program[at];
    if (instruction?.type === 'split') {
      stack.push({ at: instruction.second, start, slots }, { at: instruction.first, start, slots });
    } else if (instruction?.type === 'jump') stack.push({ at: instruction.target, start, slots });
    else if (instruction?.type === 'save') {
      const saved = [...slots];
      saved[instruction.slot] = position;
      stack.push({ at: at + 1, start, slots: saved });
    } else if (instruction?.type === 'start' || instruction?.type === 'end') {
      const holds = position === (instruction.type === 'start' ? 0 : run.characters.length);
      if (holds) stack.push({ at: at + 1, start, slots });
    } else waiting.push(thread);
  }
  return waiting;
}

function matchFrom({ regex, characters }: Run, { start, slots }: Thread, end: number): RegexMatch {
  const groups = Array.from({ length: regex.groups }, (_, index) => {
    const from = slots[index * 2 + 2];
    const to = slots[index * 2 + 3];
    return from === undefined || to === undefined ? undefined : characters.slice(from, to).join('');
  });
  return { start, end, groups: [characters.slice(start, end).join(''), ...groups] };
}
