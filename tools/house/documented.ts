import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createExportFinder } from '../reference/find-exports.js';
import { internalPackages } from '../reference/internal-packages.js';
import type { Doc, Item, Member } from '../reference/model.js';
import { readPackage } from '../reference/read-package.js';
import type { Problem, Rule } from './rule.js';

/**
 * The reference is made of docstrings: every export has one, every error code and event too, every function and method an
 * example, and every field of options that may be left out its default.
 */
export const documented: Rule = {
  name: 'documented',
  find({ root, files }) {
    if (!files.some((file) => file.startsWith('packages/'))) return [];
    const finder = createExportFinder(internalPackages(root));
    return readdirSync(path.join(root, 'packages')).flatMap((name) => {
      const { items } = readPackage(path.join(root, 'packages', name), finder);
      return items.flatMap(missingIn).map((text) => ({ path: `packages/${name}`, text }) satisfies Problem);
    });
  },
};

export function missingIn(item: Item): string[] {
  const own = isEmpty(item.doc) ? [`${item.name} has no docstring.`] : [];
  if (item.kind === 'function' && !isGuard(item.name) && item.doc.examples.length === 0)
    return [...own, `${item.name} has no @example.`];
  if (item.kind === 'class')
    return [...own, ...item.members.flatMap((member) => missingInMethod(item.name, member))];
  if (item.kind === 'type' && item.name.endsWith('Options'))
    return [
      ...own,
      ...item.members.filter(lacksDefault).map(({ name }) => `${item.name}.${name} has no @default.`),
    ];
  if (item.kind !== 'union' || !/(?:ErrorCode|ProblemCode|Event)$/.test(item.name)) return own;
  const bare = item.variants.filter(
    ({ doc, members }) => isEmpty(doc) && members.every((one) => isEmpty(one.doc)),
  );
  return [...own, ...bare.map(({ label }) => `${item.name} has no docstring for ${label}.`)];
}

/** What is called has an example. Fields and getters say what they are by a sentence alone. */
function missingInMethod(owner: string, { name, type, doc }: Member): string[] {
  const isCalled = new RegExp(`^(?:static )?${name}[<(]`).test(type) && name !== 'constructor';
  return isCalled && doc.examples.length === 0 ? [`${owner}.${name} has no @example.`] : [];
}

/** Where nothing is called and nothing cancels, nothing is the default. */
function lacksDefault({ name, type, isOptional, doc }: Member): boolean {
  return (
    isOptional && name !== 'signal' && !type.includes('=>') && doc.tags.every(({ tag }) => tag !== 'default')
  );
}

function isEmpty({ text, tags }: Doc): boolean {
  return text === '' && tags.length === 0;
}

/** `isSomeError` needs no example of its own. */
function isGuard(name: string): boolean {
  return /^is[A-Z]/.test(name);
}
