import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../..');
const config = path.join(import.meta.dirname, 'fixtures/vitest.config.ts');

/** How each test of the suite in `fixtures` ends, by its full name. */
async function endings(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const vitest = path.join(root, 'node_modules/.bin/vitest');
  const run = promisify(execFile)(vitest, ['run', '--reporter=json', '--config', config], {
    env: { ...process.env, ...env },
  });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  const { testResults } = JSON.parse(stdout) as {
    testResults: { assertionResults: { fullName: string; status: string }[] }[];
  };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return Object.fromEntries(results.map(({ fullName, status }) => [fullName.trim(), status]));
}

test('a suite whose program is missing shows as skipped, with the name of the program', async () => {
  expect(await endings({ RBEE_REQUIRE_TOOLS: '' })).toEqual({
    'a shell is there': 'passed',
    'a suite (skipped: no-such-program not installed) runs': 'skipped',
    'a case (skipped: no-such-program not installed)': 'skipped',
  });
});

test('and fails where every program is required', async () => {
  expect(await endings({ RBEE_REQUIRE_TOOLS: '1' })).toEqual({
    'a shell is there': 'passed',
    'a suite': 'failed',
    'a case': 'failed',
  });
});
