/**
 * Makes the pictures of the README from the built page on the tests' example daemon:
 * `pnpm --filter rbee-hive-page screenshots` (chromium and, to make them small, pngquant where it is installed).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { playBuild, playDownloads, startExampleDaemon } from '../test/fake-daemon/example-daemon.js';

const FOLDER = path.resolve(import.meta.dirname, '../screenshots');
const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
};

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly context: BrowserContextOptions;
  readonly prepare?: (page: Page) => Promise<void>;
}

const SHOTS: readonly Shot[] = [
  { name: 'workers-light', path: '#/workers', context: DESK },
  { name: 'workers-dark', path: '#/workers', context: { ...DESK, colorScheme: 'dark' } },
  { name: 'workers-phone', path: '#/workers', context: PHONE },
  {
    name: 'worker-light',
    path: '#/workers/llm-worker-rbee-cuda',
    context: { viewport: { width: 1280, height: 1300 } },
  },
  { name: 'install-light', path: '#/jobs/running', context: DESK },
  { name: 'install-dark', path: '#/jobs/downloading', context: { ...DESK, colorScheme: 'dark' } },
  { name: 'install-phone', path: '#/jobs/running', context: { ...PHONE, colorScheme: 'dark' } },
  { name: 'failed-light', path: '#/jobs/failed', context: DESK, prepare: search },
  { name: 'installed-light', path: '#/installed', context: DESK },
  { name: 'jobs-light', path: '#/jobs', context: DESK },
  { name: 'process-light', path: '#/processes/p1', context: DESK, prepare: talk },
  { name: 'process-phone', path: '#/processes/p2', context: PHONE },
  {
    name: 'machine-dark',
    path: '#/machine',
    context: { viewport: { width: 1280, height: 1150 }, colorScheme: 'dark' },
  },
];

async function search(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: /^Search/ }).fill('warning');
  await page.getByRole('searchbox', { name: /^Search/ }).press('Enter');
}

async function talk(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill('How many bees live in a hive?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('How many bees live in a hive?').nth(1).waitFor();
}

const daemon = await startExampleDaemon();
const install = { operation: 'worker_install', worker: 'llm-worker-rbee-cuda' } as const;
const failed = daemon.addJob(install, 'failed');
failed.shift = -140_000;
playDownloads(failed);
failed.shift = -127_000;
playBuild(failed);
failed.shift = -31_000;
failed.end({
  state: 'failed',
  error: {
    code: 'BUILD_FAILED',
    message: 'build() of llm-worker-rbee-cuda ended with exit code 101.',
    hint: 'The last lines of the log say why; it may want the network while it builds, which the options allow.',
  },
});
const verify = daemon.addJob({ operation: 'worker_verify' }, 'verify');
verify.shift = -30_000;
verify.begin();
verify.shift = -28_700;
verify.end({ state: 'succeeded', result: { verified: [] } });
const downloading = daemon.addJob(install, 'downloading');
downloading.shift = -6_000;
playDownloads(downloading);
const running = daemon.addJob(install, 'running');
running.shift = -75_000;
playDownloads(running);
running.shift = -62_000;
playBuild(running);

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
mkdirSync(FOLDER, { recursive: true });
const wanted = process.argv[2];
for (const shot of SHOTS.filter(({ name }) => wanted === undefined || name.includes(wanted))) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...shot.context });
  const page = await context.newPage();
  await page.goto(`${daemon.url}/${shot.path}`);
  await page.locator('main h1').waitFor();
  await page.waitForTimeout(700);
  await shot.prepare?.(page);
  await page.screenshot({ path: path.join(FOLDER, `${shot.name}.png`) });
  await context.close();
}
await browser.close();
await daemon.stop();
shrink();

/** Fewer colours, where there is a program that does it. */
function shrink(): void {
  const files = readdirSync(FOLDER).map((name) => path.join(FOLDER, name));
  try {
    execFileSync('pngquant', [
      '--force',
      '--skip-if-larger',
      '--ext',
      '.png',
      '--quality',
      '70-95',
      '--',
      ...files,
    ]);
  } catch {
    console.warn(
      'pngquant is missing or left some as they were; the pictures are larger than they need to be.',
    );
  }
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  console.log(`${files.length} pictures, ${bytes} bytes`);
}
