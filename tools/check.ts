import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkHouse } from './check-house.js';
import { checkLayout } from './check-layout.js';
import { checkPackages } from './check-packages.js';
import { checkReference } from './check-reference.js';
import { checkSystemCalls } from './check-system-calls.js';
import { run } from './run.js';

/** The repository. */
const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything that continuous integration checks, in the order in which a failure is cheapest to learn of. */
const STEPS: readonly [name: string, check: () => Promise<void>][] = [
  ['lint and format', () => run('biome', ['check', '--error-on-warnings', '.'], root)],
  ['dependency graph', async () => checkLayout(root)],
  ['rules of the house', () => checkHouse(root)],
  ['system calls', async () => checkSystemCalls(root)],
  ['build and types', () => run('turbo', ['run', 'build', 'typecheck', '--output-logs=errors-only'], root)],
  ['types of the tools', () => run('tsc', ['-p', '.'], root)],
  ['reference', () => checkReference(root)],
  ['unused code', () => run('knip', [], root)],
  ['tests', runTests],
  ['packed packages', () => checkPackages(root)],
];

const tests = { passed: 0, failed: 0 };
let failedSteps = 0;

for (const [name, check] of STEPS) {
  console.log(`\n=== ${name}`);
  try {
    await check();
  } catch (error) {
    failedSteps += 1;
    console.error(error instanceof Error ? error.message : error);
    console.error(`=== ${name}: FAILED`);
  }
}
console.log(`\n${tests.passed} passed, ${tests.failed + failedSteps} failed`);
process.exitCode = failedSteps === 0 ? 0 : 1;

async function runTests(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-check-'));
  const report = path.join(folder, 'report.json');
  try {
    await run(
      'vitest',
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      root,
    );
  } finally {
    countTests(report);
    await rm(folder, { recursive: true });
  }
}

function countTests(report: string): void {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  tests.passed = numPassedTests;
  tests.failed = numFailedTests;
}
