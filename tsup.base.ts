import { defineConfig, type Options } from 'tsup';

/** Where the types of private workspaces are read from, as seen from a package. Through `node_modules` they would stay imports. */
const INTERNAL_SOURCES = {
  '@rbee-internal/system/*': ['../../internal/system/src/*/index.ts'],
  '@rbee-internal/*': ['../../internal/*/src/index.ts'],
};

/** What every package is built with: ESM for Node 20, types beside it, private workspaces inlined. */
export function definePackage(options: Options = {}) {
  return defineConfig({
    entry: ['src/index.ts'],
    format: 'esm',
    target: 'node20',
    platform: 'node',
    dts: { compilerOptions: { paths: INTERNAL_SOURCES } },
    noExternal: [/^@rbee-internal\//],
    clean: true,
    splitting: true,
    treeshake: true,
    ...options,
  });
}
