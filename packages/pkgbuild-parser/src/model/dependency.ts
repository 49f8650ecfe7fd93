import { vercmp } from '@rbee-internal/vercmp';
import type { Dependency, DependencyOperator, Provision } from '../types.js';

/**
 * Takes a dependency expression apart as pacman does: `name`, then one of `<=`, `>=`, `<`, `>` and `=` with a
 * version, then after a colon and a blank its description. Never throws.
 * @example
 * ```ts
 * parseDependency('cuda>=12: for NVIDIA cards');
 * // { expression: …, name: 'cuda', operator: '>=', version: '12', description: 'for NVIDIA cards' }
 * ```
 */
export function parseDependency(expression: string): Dependency {
  const mark = expression.indexOf(': ');
  const text = mark === -1 ? expression : expression.slice(0, mark);
  const description = mark === -1 ? {} : { description: expression.slice(mark + 2) };
  const found = operatorIn(text);
  if (found === undefined) return { expression, name: text, ...description };
  const { operator, index } = found;
  const version = text.slice(index + operator.length);
  return { expression, name: text.slice(0, index), operator, version, ...description };
}

/** pacman looks for `<` first, then for `>`, then for `=`. */
function operatorIn(text: string): { operator: DependencyOperator; index: number } | undefined {
  for (const character of ['<', '>', '='] as const) {
    const index = text.indexOf(character);
    if (index === -1) continue;
    const isWide = character !== '=' && text[index + 1] === '=';
    return { operator: isWide ? `${character}=` : character, index };
  }
  return undefined;
}

/**
 * Whether a package meets a dependency: by its own name and version, or by a provision of that name. A versioned
 * dependency is met only by a provision that names a version.
 * @example
 * ```ts
 * satisfies({ name: 'cuda', version: '12.4-1' }, 'cuda>=12'); // true
 * satisfies({ name: 'x', version: '1-1', provides: ['y=2'] }, 'y>1'); // true
 * ```
 */
export function satisfies(provider: Provision, dependency: Dependency | string): boolean {
  const wanted = typeof dependency === 'string' ? parseDependency(dependency) : dependency;
  if (provider.name === wanted.name && meets(provider.version, wanted)) return true;
  return (provider.provides ?? []).some((entry) => {
    const { name, operator, version } = parseDependency(entry);
    if (name !== wanted.name) return false;
    if (wanted.operator === undefined) return true;
    return operator === '=' && version !== undefined && meets(version, wanted);
  });
}

function meets(version: string, { operator, version: wanted = '' }: Dependency): boolean {
  return operator === undefined || ACCEPTED[operator].includes(vercmp(version, wanted));
}

/** How the version may compare to the one asked for. */
const ACCEPTED: Readonly<Record<DependencyOperator, readonly number[]>> = {
  '<': [-1],
  '<=': [-1, 0],
  '=': [0],
  '>=': [0, 1],
  '>': [1],
};

/**
 * Orders whole versions for `Array.prototype.sort`, older first: see `vercmp`.
 * @example
 * ```ts
 * ['1.10-1', '1.9-1', '1:0.1-1'].sort(compareVersions); // ['1.9-1', '1.10-1', '1:0.1-1']
 * ```
 */
export function compareVersions(first: string, second: string): number {
  return vercmp(first, second);
}
