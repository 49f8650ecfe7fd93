import { defineConfig, type Options } from 'tsup';
import { thirdPartyNotices } from './tsup.notices.js';
import { fromSources, requireInModules } from './tsup.sources.js';

/**
 * A program with everything it needs inside: `dist` has the entries, `dist/chunks` what they share or load later.
 * `external` stays a dependency.
 */
export function defineProgram({ external = [], ...options }: Options & { readonly external?: string[] }) {
  return defineConfig({
    format: 'esm',
    target: 'node20',
    platform: 'node',
    noExternal: [new RegExp(`^(?!(?:${external.join('|')})$)`)],
    external,
    clean: true,
    splitting: true,
    minify: true,
    loader: { '.bash': 'text' },
    banner: { js: requireInModules },
    esbuildOptions: (esbuild) => {
      esbuild.chunkNames = 'chunks/[name]-[hash]';
      esbuild.legalComments = 'linked';
    },
    esbuildPlugins: [fromSources, thirdPartyNotices],
    ...options,
  });
}
