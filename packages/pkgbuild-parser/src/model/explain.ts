import type { Explanation, Pkgbuild } from '../types.js';

/**
 * Says where a variable's value comes from: the facts about the host that it depends on, and why it is not known
 * when it is not. A variable that some branch not taken would have assigned depends on the facts that decided.
 * @example
 * ```ts
 * const { pkgbuild } = parsePkgbuild(text, { facts: { uname: { kernelName: 'Linux' } } });
 * if (pkgbuild) explain(pkgbuild, 'source').facts; // ['CARCH', 'uname -s']
 * ```
 */
export function explain(pkgbuild: Pkgbuild, name: string): Explanation {
  const dynamic = pkgbuild.dynamic.get(name);
  const facts = [...(pkgbuild.facts.get(name) ?? [])].sort();
  const value =
    pkgbuild.scalars.get(name) ?? pkgbuild.arrays.get(name) ?? pkgbuild.associativeArrays.get(name);
  return { name, facts, ...(value !== undefined && { value }), ...(dynamic !== undefined && { dynamic }) };
}
