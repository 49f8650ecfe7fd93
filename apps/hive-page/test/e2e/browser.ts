import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathOf } from '@rbee-internal/test-kit';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

export const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;

/** A real browser without a window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: pathOf('chromium') ?? '',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
}

/**
 * Opens a view in a tab that goes away with the test. The test fails when a request left the daemon's origin, the
 * page's policy was broken, or its code threw.
 */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const { origin } = new URL(address);
  const problems: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (new URL(url).origin !== origin && !/^(?:blob|about):/.test(url)) problems.push(`request to ${url}`);
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) problems.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  await page.goto(address);
  return page;
}

/** As `openPage`, for a view of a hive whose link gave the tab its token; the view is loaded after that. */
export async function openView(
  browser: Browser,
  link: string,
  { route, options }: { readonly route: string; readonly options?: BrowserContextOptions | undefined },
): Promise<Page> {
  const page = await openPage(browser, link, options);
  await page.goto('about:blank');
  await page.goto(`${new URL(link).origin}/${route}`);
  return page;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a view as it is shown now, in a line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as typeof import('axe-core') & { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} (${failureSummary})`),
    );
  });
}

/** The whole log of the view, as the page saves it as a file. */
export async function savedLog(page: Page): Promise<string[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save' }).click(),
  ]);
  return (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
}

/** Whether a view can be scrolled sideways, which it never should. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
