/**
 * Makes the pictures of the README from the built page, on a real hive that installs the example worker and on the
 * tests' example daemon: `pnpm --filter rbee-hive-page screenshots` (chromium, a C compiler and, to make the pictures
 * small, pngquant where it is installed). A word as argument makes only those whose name has it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';
import type { Job, JobResult, Operation } from 'rbee-hive-daemon/api';
import { type RealHive, startRealHive } from '../test/e2e/real-hive.js';
import { startExampleDaemon } from '../test/fake-daemon/example-daemon.js';
import { playHistory } from './play-history.js';
import { exampleShots, realShots, type Shot } from './shots.js';

const FOLDER = path.resolve(import.meta.dirname, '../screenshots');
const WORKER = 'echo-worker-cpu';

mkdirSync(FOLDER, { recursive: true });
const [example, real, browser] = await Promise.all([
  startExampleDaemon(),
  startRealHive({ withWorkers: [WORKER] }),
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  }),
]);
try {
  playHistory(example);
  const installation = await runJob(real, { operation: 'worker_install', worker: WORKER });
  const { result } = await runJob(real, { operation: 'worker_spawn', worker: WORKER });
  const ids = { job: installation.id, process: processOf(result) };
  const wanted = process.argv[2] ?? '';
  const shots = [
    ...exampleShots(example.url).map((shot) => ({ ...shot, link: example.link })),
    ...realShots(real.url, ids).map((shot) => ({ ...shot, link: real.link })),
  ];
  for (const shot of shots.filter(({ name }) => name.includes(wanted))) await take(browser, shot);
} finally {
  await Promise.all([browser.close(), example.stop(), real.dispose()]);
}
shrink();

/** Posts a job and waits until it has succeeded. */
async function runJob({ url, headers }: RealHive, operation: Operation): Promise<Job> {
  const response = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  let job = (await response.json()) as Job;
  while (job.state === 'queued' || job.state === 'running') {
    await sleep(100);
    job = (await (await fetch(`${url}/v1/jobs/${job.id}`, { headers })).json()) as Job;
  }
  if (job.state !== 'succeeded') throw new Error(`${operation.operation} ended: ${JSON.stringify(job)}`);
  return job;
}

function processOf(result: JobResult | undefined): string {
  if (result === undefined || !('process' in result)) throw new Error('The job started no process.');
  return result.process.id;
}

/** @param shot its `link` gives the tab the token */
async function take(browser: Browser, shot: Shot & { readonly link: string }): Promise<void> {
  const { name, url, link, context: options, prepare } = shot;
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(link);
  await page.goto('about:blank');
  await page.goto(url);
  await page.locator('main h1').waitFor();
  await page.waitForTimeout(700);
  await prepare?.(page);
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
  await context.close();
}

/** Fewer colours, where there is a program that does it. */
function shrink(): void {
  const files = readdirSync(FOLDER).map((name) => path.join(FOLDER, name));
  try {
    execFileSync('pngquant', [
      ...['--force', '--skip-if-larger', '--ext', '.png', '--quality', '70-95'],
      ...['--', ...files],
    ]);
  } catch {
    console.warn(
      'pngquant is missing or left some as they were; the pictures are larger than they need to be.',
    );
  }
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  console.log(`${files.length} pictures, ${bytes} bytes`);
}
