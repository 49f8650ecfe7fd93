import { showForeign } from '@rbee-internal/redact-url';
import { isHostVariable } from '../interpret/state/variables/host-variables.js';
import type { Scope } from '../interpret/state/variables/variable.js';
import { type Recipe, valuesOf } from '../parse/recipe.js';
import type { ProblemList } from '../problems/problem-list.js';

/** Variables that sources use and nothing sets, and custom ones that nothing uses. */
export function checkVariables(recipe: Recipe, list: ProblemList): void {
  const globals = recipe.shell.scopes[0];
  const { source: text } = recipe.shell;
  if (globals === undefined || recipe.shell.anything !== undefined) return;
  const missing = new Map<string, boolean>();
  for (const { name: owner, place } of valuesOf(recipe, 'source')) {
    for (const name of expandedIn(text.slice(place.pos, place.end))) {
      const isMissing = missing.get(name) ?? isNowhereSet(globals, text, name);
      missing.set(name, isMissing);
      if (!isMissing) continue;
      list.warning('UNDEFINED_VARIABLE', place, `${owner} uses ${showForeign(name)}, which is not set`);
    }
  }
  let looks = 0;
  let used: ReadonlySet<string> | undefined;
  for (const [name, { place }] of globals) {
    if (place === undefined || !name.startsWith('_')) continue;
    looks += 1;
    if (looks > MOST_SEARCHES) used ??= usedNames(text);
    if (used?.has(name) ?? isUsed(text, name)) continue;
    list.warning('UNUSED_VARIABLE', place, `${showForeign(name)} is not used`);
  }
}

function isNowhereSet(globals: Scope, text: string, name: string): boolean {
  const isSet = globals.has(name) || isHostVariable(name);
  return !(isSet || text.includes(`${name}=`) || isLoopVariable(text, name));
}

/** A variable that is expanded, without a default of its own. */
const EXPANDED = /(?<!\\)\$(?:\{)?([A-Za-z_]\w*)(?![-\w:]*[-+=?])/g;

function expandedIn(text: string): Set<string> {
  const names = new Set<string>();
  EXPANDED.lastIndex = 0;
  for (let match = EXPANDED.exec(text); match !== null; match = EXPANDED.exec(text))
    names.add(match[1] ?? '');
  return names;
}

function isLoopVariable(text: string, name: string): boolean {
  return text.includes(`for ${name} `) || text.includes(`((${name}`) || text.includes(` ${name} `);
}

/** A search for each of some names is quicker than taking the whole text apart. */
const MOST_SEARCHES = 20;

/** Whether the name stands anywhere but on the left of an assignment. */
function isUsed(text: string, name: string): boolean {
  for (let index = text.indexOf(name); index !== -1; index = text.indexOf(name, index + name.length)) {
    const next = text.slice(index + name.length, index + name.length + 2);
    const isWhole = !/^\w/.test(next) && !/\w/.test(text[index - 1] ?? ' ');
    if (isWhole && !next.startsWith('=') && next !== '+=') return true;
  }
  return false;
}

const NAME = /\w+/g;

/** The names that stand anywhere but on the left of an assignment. */
function usedNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const { 0: name, index } of text.matchAll(NAME)) {
    const after = index + name.length;
    if (text[after] !== '=' && !text.startsWith('+=', after)) names.add(name);
  }
  return names;
}
