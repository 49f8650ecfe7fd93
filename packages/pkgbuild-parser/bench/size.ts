/** How large the package is in a browser, unbash included: `npx tsx bench/size.ts` */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const entry = path.resolve(import.meta.dirname, '../src/index.ts');
const result = await build({
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    minify: true,
    lib: { entry, formats: ['iife'], name: 'pkgbuildParser', fileName: 'index' },
  },
});
const [bundle] = [result].flat();
const chunk = bundle !== undefined && 'output' in bundle ? bundle.output[0] : undefined;
const code = chunk?.type === 'chunk' ? chunk.code : '';
console.log(
  `minified ${(code.length / 1000).toFixed(1)} kB, with gzip ${(gzipSync(code).length / 1000).toFixed(1)} kB`,
);
