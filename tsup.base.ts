import { defineConfig, type Options } from 'tsup';

/** What every package is built with: ESM for Node 20, types beside it, private workspaces inlined. */
export function definePackage(options: Options = {}) {
  return defineConfig({
    entry: ['src/index.ts'],
    format: 'esm',
    target: 'node20',
    platform: 'node',
    dts: { resolve: [/^@rbee-internal\//] },
    noExternal: [/^@rbee-internal\//],
    clean: true,
    splitting: true,
    treeshake: true,
    ...options,
  });
}
