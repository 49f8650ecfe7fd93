import { defineConfig, type Options } from 'tsup';
import { thirdPartyNotices } from './tsup.notices.js';
import { fromSources, requireInModules } from './tsup.sources.js';

/** Where the types of private workspaces are read from, as seen from a package. Through `node_modules` they would stay imports. */
export const INTERNAL_SOURCES = {
  '@rbee-internal/system/*': ['../../internal/system/src/*/index.ts'],
  '@rbee-internal/*': ['../../internal/*/src/index.ts'],
};

/** Set where the types of an earlier build hold: they take far longer than all else, and say nothing of versions. */
// biome-ignore lint/style/noProcessEnv: a choice of the one who builds, which no package sees.
const KEEPS_TYPES = process.env.RBEE_KEEP_TYPES === '1';

/** What every package is built with: ESM for Node 20, types and source maps beside it, private workspaces inlined. */
export function definePackage(options: Options = {}) {
  const kept = KEEPS_TYPES ? { dts: false, clean: ['!**/*.d.ts'] } : {};
  return defineConfig({
    entry: ['src/index.ts'],
    format: 'esm',
    target: 'node20',
    platform: 'node',
    dts: { compilerOptions: { paths: INTERNAL_SOURCES } },
    noExternal: [/^@rbee-internal\//],
    clean: true,
    sourcemap: true,
    splitting: true,
    treeshake: true,
    ...options,
    ...kept,
  });
}

/** Where the types of our other packages are read from, as they were built. */
const BUILT_TYPES = {
  '@rbee/worker-provisioner/settings': ['../worker-provisioner/dist/settings.d.ts'],
  '@rbee/worker-provisioner/exchange': ['../worker-provisioner/dist/exchange/index.d.ts'],
  '@rbee/*': ['../*/dist/index.d.ts'],
};

/**
 * A package with everything inside that it does not depend on: our other packages and the libraries that only they
 * know. It is one download, has one copy of each, and loads what a call needs when it is made.
 *
 * @param external what stays a dependency
 */
export function defineWholePackage(external: readonly string[], options: Options) {
  return definePackage({
    noExternal: [new RegExp(`^(?!(?:${external.join('|')})$)`)],
    dts: { compilerOptions: { paths: { ...INTERNAL_SOURCES, ...BUILT_TYPES } } },
    // esbuild has done it; once more takes as long as the whole build.
    treeshake: false,
    loader: { '.bash': 'text' },
    banner: { js: requireInModules },
    esbuildOptions: (esbuild) => {
      esbuild.chunkNames = 'chunks/[name]-[hash]';
      // Names and lines of the sources, without their text: with it the package would weigh five megabytes more.
      esbuild.sourcesContent = false;
    },
    esbuildPlugins: [fromSources, thirdPartyNotices],
    ...options,
  });
}
