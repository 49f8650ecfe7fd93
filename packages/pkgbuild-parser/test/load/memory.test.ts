import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { useTempDir } from '@rbee-internal/test-kit';
import { build } from 'vite';
import { expect, it } from 'vitest';

/** Reads thousands of recipes of every size, and prints the heap after each round. */
const PROGRAM = `
  import { analyzePkgbuild, formatSrcinfo, parsePkgbuild } from './index.js';
  function recipeOf(index) {
    const sources = Array.from({ length: index % 40 }, (_, at) => '"https://example.org/$pkgname-' + index + '-' + at + '.tar.gz"');
    return [
      'pkgname=(p' + index + ' q)', 'pkgver=1.' + index, 'pkgrel=1', 'arch=(any)', 'url=https://example.org',
      '_short=\${pkgver%.*}', 'pkgdesc="$(echo $pkgver | cut -d. -f2) ' + 'x'.repeat(index % 500) + '"',
      '_unknown_' + index + '=$(curl https://example.org/' + index + ')',
      'for _i in {1..' + (index % 30) + '}; do depends+=(d$_i); done', 'source=(' + sources.join(' ') + ')',
      'package_p' + index + '() { depends=("$pkgbase>=' + index + '"); }', 'package_q() { :; }',
    ].join('\\n');
  }
  const heaps = [];
  for (let round = 0; round < 6; round += 1) {
    for (let index = 0; index < 1500; index += 1) {
      const text = recipeOf(round * 1500 + index);
      const { pkgbuild, problems } = parsePkgbuild(text);
      if (pkgbuild === undefined || !formatSrcinfo(pkgbuild)?.includes('1.' + (round * 1500 + index)))
        throw new Error('not read: ' + JSON.stringify(problems));
      if (index % 10 === 0) analyzePkgbuild(text);
    }
    globalThis.gc();
    heaps.push(process.memoryUsage().heapUsed);
  }
  process.stdout.write(JSON.stringify(heaps));
`;

/** Growth of the heap that is not a leak of thousands of recipes: compiled code comes and goes. */
const SLACK = 1_000_000;

it('memory stays flat over thousands of recipes', async () => {
  const folder = await useTempDir();
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      minify: false,
      lib: {
        entry: path.resolve(import.meta.dirname, '../../src/index.ts'),
        formats: ['es'],
        fileName: 'index',
      },
    },
  });
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(path.join(folder, 'program.js'), PROGRAM);
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--max-old-space-size=64',
    path.join(folder, 'program.js'),
  ]);
  const [first = 0, ...later] = JSON.parse(stdout) as number[];
  expect(later).toHaveLength(5);
  expect(Math.min(...later.slice(-2)) - first).toBeLessThan(SLACK);
}, 60_000);
