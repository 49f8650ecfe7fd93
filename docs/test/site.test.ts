import path from 'node:path';
import { describeWith, pathOf } from '@rbee-internal/test-kit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ADVICE } from '../.vitepress/errors/advice/index.js';
import { readCodes } from '../.vitepress/errors/read-codes.js';
import { pagesOf, readSite } from './site/read-site.js';
import { serveSite } from './site/serve-site.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const site = readSite();
const pages = pagesOf(site);

describe('error codes', () => {
  const codes = readCodes(ROOT);

  test('each has a page that says what it means, why it happens and what to do', () => {
    expect(codes.length).toBeGreaterThan(150);
    expect(codes.filter(({ code }) => ADVICE[code] === undefined).map(({ code }) => code)).toEqual([]);
    for (const { code, occurrences } of codes) {
      const page = site.get(`errors/${code}.html`)?.toString() ?? '';
      for (const heading of ['What it means', 'Why it happens', 'What to do'])
        expect(page, code).toContain(heading);
      for (const { workspace } of occurrences) expect(page, code).toContain(workspace);
    }
  });

  test('the list links to each, and no advice is of a code that is gone', () => {
    const list = site.get('errors/index.html')?.toString() ?? '';
    const known = codes.map(({ code }) => code);
    expect(known.filter((code) => !list.includes(`${code}.html`))).toEqual([]);
    expect(Object.keys(ADVICE).filter((code) => !known.includes(code))).toEqual([]);
  });
});

test('no page loads anything from elsewhere', () => {
  expect(pages.length).toBeGreaterThan(200);
  const loads = /<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)="(?:https?:)?\/\/[^"]*"/g;
  expect(pages.flatMap(([name, html]) => (html.match(loads) ?? []).map((tag) => `${name}: ${tag}`))).toEqual(
    [],
  );
});

test('a link that leads out of the pages leads to the repository', () => {
  expect(site.get('examples.html')?.toString()).toMatch(
    /href="https:\/\/github\.com\/[^"]+\/tree\/main\/examples\/own-catalog"/,
  );
});

test('llms.txt lists the guides and the reference, llms-full.txt has the guides whole', () => {
  const list = site.get('llms.txt')?.toString() ?? '';
  for (const page of ['/embed.html', '/reference/worker-catalog.html', '/security.html', '/errors/'])
    expect(list).toContain(`(${page})`);
  expect(site.get('llms-full.txt')?.toString()).toContain('catalog.provisionAndAddFrom(recipe');
});

describeWith('chromium', 'the site in chromium', () => {
  const opened: { browser?: Browser } = {};
  beforeAll(async () => {
    opened.browser = await chromium.launch({
      executablePath: pathOf('chromium') ?? '',
      args: ['--no-sandbox'],
    });
  });
  afterAll(async () => await opened.browser?.close());

  /** A page of this width that may ask no other server. */
  async function open(width: number): Promise<{ page: Page; url: string; outside: string[] }> {
    const url = await serveSite(site);
    const page = await opened.browser?.newPage({ viewport: { width, height: 900 } });
    if (page === undefined) throw new Error('chromium did not start');
    onTestFinished(() => page.close());
    const outside: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) outside.push(request.url());
    });
    return { page, url, outside };
  }

  test.each([390, 1280])('a PKGBUILD is judged as it is typed, at a width of %i', async (width) => {
    const { page, url, outside } = await open(width);
    await page.goto(`${url}/judge.html`);
    const verdict = page.getByRole('status');
    expect(await verdict.textContent()).toContain('makepkg would take it');
    await page
      .getByRole('textbox', { name: 'PKGBUILD' })
      .fill('pkgname=a\npkgver=1-2\npkgrel=1\narch=(any)\n');
    await page.getByText('makepkg would refuse it').waitFor();
    expect(await page.locator('.judge-findings a').first().getAttribute('href')).toBe(
      '/errors/INVALID_FIELD.html',
    );
    await page
      .getByRole('textbox', { name: 'PKGBUILD' })
      .fill('pkgname=a\npkgver=1\npkgrel=1\narch=(any)\npackage() { :; }\n');
    await page.getByText('nothing to ask about').waitFor();
    expect(await page.locator('.judge-srcinfo').textContent()).toContain('pkgver = 1');
    expect(outside).toEqual([]);
  });

  test('on a phone no page is wider than the screen, and everything is found by search', async () => {
    const { page, url, outside } = await open(390);
    for (const name of [
      'index',
      'embed',
      'daily-use',
      'security',
      'judge',
      'errors/LIMIT',
      'reference/worker-catalog',
    ]) {
      await page.goto(`${url}/${name}.html`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, name).toBeLessThanOrEqual(390);
    }
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('CHECKSUM_MISMATCH');
    await page.locator('.result').first().waitFor();
    expect(outside).toEqual([]);
  });
});
