import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import type { ProveOptions } from './confinement.js';
import { readLoaderReport } from './loaded-libraries.js';

/** ggml's backends: what is linked with it loads them before it looks at its arguments. */
const GGML = /^libggml-/;
/** Plugins that a message names. */
const SHOWN = 5;

/**
 * Why a program that works does not do so with the plugins beside it, as a clause: it loaded none of them, or none for
 * what the worker computes on. One that is only asked for its version need not have loaded any but ggml's.
 */
export async function pluginProblem({
  plugins = [],
  probe,
  backend,
  workDir,
}: ProveOptions): Promise<string | undefined> {
  const names = plugins.map((plugin) => path.posix.basename(plugin));
  const expected = probe.kind === 'version' ? names.filter((name) => GGML.test(name)) : names;
  if (expected.length === 0) return undefined;
  const loaded = await readLoaderReport(workDir);
  if (loaded === undefined) return undefined;
  const own = backend === undefined ? [] : expected.filter((name) => name.includes(`-${backend}`));
  for (const some of [expected, own]) {
    if (some.length === 0 || some.some((name) => loaded.has(name))) continue;
    const shown = some.slice(0, SHOWN).map(showForeign).join(' or ');
    return `it works without ${shown}, which the package has beside it and it could not load`;
  }
  return undefined;
}
