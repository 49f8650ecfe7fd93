import type { ArrayValue } from 'unbash';
import type { Place } from '../problems/positions.js';
import type { Change } from './change.js';
import { quoted, quoteStyleOf } from './quote.js';

/** A word of a list and the elements that it gives. */
interface Group extends Place {
  readonly values: readonly string[];
}

/** A list as it stands in the text. */
export interface WrittenList {
  readonly text: string;
  readonly values: readonly string[];
  /** By element, its word. */
  readonly words: readonly Place[];
  /** The last assignment of a list in parentheses. */
  readonly last: ArrayValue;
}

/** The fewest words changed, so that the list has the elements wanted. */
export function listChanges(list: WrittenList, wanted: readonly string[]): readonly Change[] {
  const groups = groupsOf(list);
  let start = 0;
  let from = 0;
  for (; start < groups.length && matches(groups[start], wanted, from); start += 1)
    from += groups[start]?.values.length ?? 0;
  let end = groups.length;
  let to = wanted.length;
  for (; end > start && matchesEnd(groups[end - 1], wanted, { from, to }); end -= 1)
    to -= groups[end - 1]?.values.length ?? 0;
  return middleChanges(list, { groups, start, end, values: wanted.slice(from, to) });
}

function groupsOf({ values, words }: WrittenList): readonly Group[] {
  const groups: (Group & { readonly values: string[] })[] = [];
  for (const [index, value] of values.entries()) {
    const { pos, end } = words[index] ?? { pos: 0, end: 0 };
    const last = groups[groups.length - 1];
    if (last?.pos === pos) last.values.push(value);
    else groups.push({ pos, end, values: [value] });
  }
  return groups;
}

function matches(group: Group | undefined, wanted: readonly string[], from: number): boolean {
  return group?.values.every((value, index) => wanted[from + index] === value) === true;
}

function matchesEnd(
  group: Group | undefined,
  wanted: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  const start = to - (group?.values.length ?? 0);
  return start >= from && matches(group, wanted, start);
}

interface Middle {
  readonly groups: readonly Group[];
  readonly start: number;
  readonly end: number;
  /** What is wanted in the place of the groups from `start` up to, not including, `end`. */
  readonly values: readonly string[];
}

/** Each word takes one value; what is left over is added after the last of them, or taken away. */
function middleChanges(list: WrittenList, { groups, start, end, values }: Middle): readonly Change[] {
  const { text } = list;
  const changes: Change[] = [];
  const kept = Math.min(end - start, values.length);
  for (let index = 0; index < kept; index += 1) {
    const group = groups[start + index];
    const word = group && text.slice(group.pos, group.end);
    const value = values[index] ?? '';
    if (group !== undefined && !(group.values.length === 1 && group.values[0] === value))
      changes.push({ pos: group.pos, end: group.end, text: quoted(value, quoteStyleOf(word ?? '')) });
  }
  for (let index = start + kept; index < end; index += 1)
    changes.push(removal(list, groups, { index, isFirst: start + kept === 0 }));
  if (values.length > kept)
    changes.push(insertion(list, groups, { at: start + kept, values: values.slice(kept) }));
  return changes;
}

/** The word with the blank before it, or after it when no word before it stays. */
function removal(
  { text }: WrittenList,
  groups: readonly Group[],
  { index, isFirst }: { readonly index: number; readonly isFirst: boolean },
): Change {
  const { pos, end } = groups[index] ?? { pos: 0, end: 0 };
  const before = groups[index - 1]?.end ?? end;
  const after = groups[index + 1]?.pos ?? pos;
  if (!isFirst && before < pos && isBlank(text.slice(before, pos))) return { pos: before, end, text: '' };
  if (isFirst && after > end && isBlank(text.slice(end, after))) return { pos, end: after, text: '' };
  return { pos, end, text: '' };
}

function insertion(
  list: WrittenList,
  groups: readonly Group[],
  { at, values }: { readonly at: number; readonly values: readonly string[] },
): Change {
  const { text, last } = list;
  const before = groups[at - 1];
  const after = groups[at];
  const neighbour = before ?? after;
  const style = neighbour === undefined ? "'" : quoteStyleOf(text.slice(neighbour.pos, neighbour.end));
  const words = values.map((value) => quoted(value, style));
  const blank = separatorOf(text, groups);
  if (before !== undefined) return changeAt(before.end, words.map((word) => `${blank}${word}`).join(''));
  if (after !== undefined) return changeAt(after.pos, words.map((word) => `${word}${blank}`).join(''));
  return changeAt(last.pos + 1, words.join(' '));
}

function changeAt(pos: number, text: string): Change {
  return { pos, end: pos, text };
}

/** What stands between two neighbours, or would if the only one had a neighbour. */
function separatorOf(text: string, groups: readonly Group[]): string {
  for (const [index, group] of groups.entries()) {
    const next = groups[index + 1];
    const between = next && text.slice(group.end, next.pos);
    if (between !== undefined && between !== '' && isBlank(between)) return between;
  }
  const first = groups[0]?.pos ?? 0;
  const line = text.slice(text.lastIndexOf('\n', first - 1) + 1, first);
  return isBlank(line) && line !== '' ? `\n${line}` : ' ';
}

function isBlank(text: string): boolean {
  return /^(?:\s|\\\n)*$/.test(text);
}
