import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Options } from 'tsup';

/** The repository, seen from the workspace that is built. */
const ROOT = path.resolve('../..');

/** By what is imported, the source file of this repository that it leads to. */
function findSources(): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const group of ['packages', 'apps', 'internal'])
    for (const name of readdirSync(path.join(ROOT, group))) {
      const folder = path.join(ROOT, group, name);
      const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
      for (const [subpath, target] of Object.entries<string | { default?: string }>(manifest.exports ?? {})) {
        const file = typeof target === 'string' ? target : target.default;
        if (file === undefined || !/\.[jt]s$/.test(file)) continue;
        const source = file.replace('/dist/', '/src/').replace(/\.js$/, '.ts');
        sources.set(path.posix.join(manifest.name, subpath), path.join(folder, source));
      }
    }
  return sources;
}

/**
 * Every one of our packages once, from its sources: their builds have copies of what they share, and whatever a command
 * does not need cannot be told from what it does.
 */
export const fromSources: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'from-sources',
  setup(build) {
    const sources = findSources();
    build.onResolve({ filter: /^(?:@rbee(?:-internal)?\/|rbee-)/ }, ({ path: specifier }) => {
      const source = sources.get(specifier);
      return source === undefined ? undefined : { path: source, sideEffects: false };
    });
    // The library's error messages in fifty languages: of ours each has English.
    build.onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
    // esbuild takes `{ z }` for the whole library, which is twice what we use of it; of a namespace it takes what is used.
    build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const contents = await readFile(file, 'utf8');
      return {
        contents: contents.replace("import { z } from 'zod';", "import * as z from 'zod';"),
        loader: 'ts',
      };
    });
  },
};

/** What a module begins with in which CommonJS was inlined: that asks for Node's own modules. */
export const requireInModules =
  "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);";
