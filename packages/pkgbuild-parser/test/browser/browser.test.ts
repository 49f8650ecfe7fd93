import path from 'node:path';
import { describeWith, pathOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { expect, it } from 'vitest';

const RECIPE = 'pkgname=p\npkgver=1.2\npkgrel=1\narch=(any)\npkgdesc=$(echo $pkgver | cut -d. -f1)\n';
const PAGE = `
  import { formatSrcinfo, parsePkgbuild } from 'ENTRY';
  const { pkgbuild } = parsePkgbuild(${JSON.stringify(RECIPE)});
  document.title = formatSrcinfo(pkgbuild);
`;

/** The page's script with the package in it, as a browser loads it. */
async function bundle(): Promise<string> {
  const entry = path.resolve(import.meta.dirname, '../../src/index.ts');
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: await useTempDir(),
    plugins: [
      {
        name: 'page',
        resolveId: (id: string) => (id === 'virtual:page' ? id : undefined),
        load: (id: string) => (id === 'virtual:page' ? PAGE.replace('ENTRY', entry) : undefined),
      },
    ],
    build: { write: false, rolldownOptions: { input: 'virtual:page' } },
  });
  const [output] = [result].flat();
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  return chunk?.type === 'chunk' ? chunk.code : '';
}

describeWith('chromium', 'in chromium', () => {
  it('a bundle of Vite reads a recipe', async () => {
    const code = await bundle();
    const server = await startHttpServer({
      '/': {
        type: 'body',
        headers: { 'content-type': 'text/html' },
        body: '<!doctype html><script type="module" src="/page.js"></script>',
      },
      '/page.js': { type: 'body', headers: { 'content-type': 'text/javascript' }, body: code },
    });
    const browser = await chromium.launch({
      executablePath: pathOf('chromium') ?? '',
      args: ['--no-sandbox', '--disable-background-networking'],
    });
    try {
      const page = await browser.newPage();
      await page.goto(server.url);
      await page.waitForFunction("document.title !== ''", undefined, { timeout: 20_000 });
      expect((await page.title()).replace(/\s+/g, ' ')).toBe(
        'pkgbase = p pkgdesc = 1 pkgver = 1.2 pkgrel = 1 arch = any pkgname = p',
      );
    } finally {
      await browser.close();
    }
  }, 60_000);
});
