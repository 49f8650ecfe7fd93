import { showForeign } from '@rbee-internal/redact-url';
import type { Assignment } from 'unbash';
import type { EditResult, ParseOptions } from '../types.js';
import { type Change, edited, refused, withChanges } from './change.js';
import { listChanges } from './list-changes.js';
import { quoted, quoteStyleOf } from './quote.js';
import { allSites, type Evaluated, evaluateText, isSetInside, sitesOf } from './read-variable.js';

/**
 * Changes one variable of a recipe and nothing else: layout, comments, quotes and order stay, `+=` and the words that
 * hold their value already too. A variable that is not there is added after the last one at the top of the file. The
 * text is evaluated again afterwards: where the variable does not have the value, as when a branch sets it, the
 * result has a problem and no text. Never throws.
 * @param change the name, and a text or the elements of an array
 * @example
 * ```ts
 * const { text } = setVariable('pkgname=p\ndepends=(glibc # always\n)\n', 'depends', ['glibc', 'zlib']);
 * text; // 'pkgname=p\ndepends=(glibc zlib # always\n)\n'
 * ```
 */
export function setVariable(
  text: string,
  change: { readonly name: string; readonly value: string | readonly string[] },
  options?: ParseOptions,
): EditResult {
  return setVariables(text, [change], options);
}

/** A variable and the value that it is to have. */
export interface WantedVariable {
  readonly name: string;
  readonly value: string | readonly string[];
}

/** The same for several variables at once. */
export function setVariables(
  text: string,
  wanted: readonly WantedVariable[],
  options: ParseOptions | undefined,
): EditResult {
  const wrong = wanted.find(({ name }) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong !== undefined) return refused(text, `"${showForeign(wrong.name)}" is not the name of a variable`);
  const evaluated = evaluateText(text, options);
  if (!('script' in evaluated)) return { edits: [], problems: evaluated };
  const changes: Change[] = [];
  for (const { name, value } of wanted) {
    const found = changesFor(evaluated, { name, value });
    if (typeof found === 'string') return refused(text, found, sitesOf(evaluated, name)[0]);
    changes.push(...found);
  }
  const failed = unmet(withChanges(text, changes), wanted, options);
  if (failed === undefined) return edited(text, changes);
  const message = `${failed} is not only set where it can be edited: a branch, a loop or later text changes it`;
  return refused(text, message, sitesOf(evaluated, failed)[0]);
}

/** The name of the first variable that does not have its value. */
function unmet(
  text: string,
  wanted: readonly WantedVariable[],
  options: ParseOptions | undefined,
): string | undefined {
  const after = evaluateText(text, options);
  if (!('script' in after)) return wanted[0]?.name;
  return wanted.find(({ name, value }) => !isEqual(after.variables.get(name)?.value, value))?.name;
}

function isEqual(first: string | readonly string[] | undefined, second: string | readonly string[]): boolean {
  if (first === undefined || typeof first === 'string' || typeof second === 'string') return first === second;
  return first.length === second.length && first.every((element, index) => element === second[index]);
}

/** The changes, or why there are none. */
function changesFor(evaluated: Evaluated, { name, value }: WantedVariable): readonly Change[] | string {
  const current = evaluated.variables.get(name);
  if (isEqual(current?.value, value)) return [];
  const sites = sitesOf(evaluated, name);
  if (sites.length === 0 && isSetInside(evaluated.script, name))
    return `${name} is only set inside a branch or a loop`;
  if (current === undefined && sites.length === 0) return [addition(evaluated, { name, value })];
  if (typeof value === 'string') return textChanges(evaluated, sites, { name, value });
  const lists = sites.flatMap((site) => (site.value.type === 'ArrayValue' ? [site.value] : []));
  const last = lists[lists.length - 1];
  if (last === undefined || current === undefined || typeof current.value === 'string')
    return `${name} is not set as an array where it can be edited`;
  if (current.value === undefined || current.words === undefined)
    return `${name} has elements that do not stand in the text as words`;
  return listChanges({ text: evaluated.text, values: current.value, words: current.words, last }, value);
}

function textChanges(
  { text }: Evaluated,
  sites: readonly Assignment[],
  { name, value }: { readonly name: string; readonly value: string },
): readonly Change[] | string {
  const last = sites[sites.length - 1];
  if (last === undefined || last.value.type !== 'Word' || last.index !== undefined || last.append === true)
    return `${name} is not set by an assignment of its own where it can be edited`;
  const { pos, end } = last.value;
  return [{ pos, end, text: value === '' ? '' : quoted(value, quoteStyleOf(text.slice(pos, end))) }];
}

/** A line of its own after the last assignment before the first function. */
function addition({ text, script }: Evaluated, { name, value }: WantedVariable): Change {
  const firstFunction =
    script.commands.find(({ command }) => command.type === 'Function')?.pos ?? text.length;
  const anchor = allSites(script).findLast(({ end }) => end <= firstFunction);
  const newline = text.indexOf('\n', anchor?.end ?? 0);
  const pos = anchor === undefined ? 0 : newline === -1 ? text.length : newline + 1;
  const written =
    typeof value === 'string'
      ? quoted(value, '')
      : `(${value.map((element) => quoted(element, "'")).join(' ')})`;
  const start = pos > 0 && text[pos - 1] !== '\n' ? '\n' : '';
  return { pos, end: pos, text: `${start}${name}=${written}\n` };
}
