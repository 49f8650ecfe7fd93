/** How large the package is in a browser, unbash included: `npx tsx bench/size.ts` */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const index = path.resolve(import.meta.dirname, '../src/index.ts');
const unbash = fileURLToPath(import.meta.resolve('unbash'));
const entries = {
  everything: `export * from '${index}';`,
  'parsePkgbuild and formatSrcinfo': `export { parsePkgbuild, formatSrcinfo } from '${index}';`,
  'the syntax alone, by unbash': `export { parse } from '${unbash}';`,
};

const folder = await mkdtemp(path.join(tmpdir(), 'pkgbuild-size-'));
try {
  for (const [what, source] of Object.entries(entries)) {
    const code = await bundle(source);
    const [minified, zipped] = [code.length, gzipSync(code).length].map((size) => (size / 1000).toFixed(1));
    console.log(`${what}: minified ${minified} kB, with gzip ${zipped} kB`);
  }
} finally {
  await rm(folder, { recursive: true });
}

async function bundle(source: string): Promise<string> {
  const entry = path.join(folder, 'entry.js');
  await writeFile(entry, source);
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ['iife'], name: 'pkgbuildParser', fileName: 'index' },
    },
  });
  const [output] = [result].flat();
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  return chunk?.type === 'chunk' ? chunk.code : '';
}
