import { readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';

const file = new URL('../../apps/rbee-hive/Dockerfile', import.meta.url);

/** What a linter finds in a Dockerfile, with the lines counted from 1. */
function problemsOf(text: string): string[] {
  return validate(text).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

test('the image of the hive has no fault that a linter finds', () => {
  expect(problemsOf(readFileSync(file, 'utf8'))).toEqual([]);
});

test('that linter sees an instruction that does not exist', () => {
  const text = readFileSync(file, 'utf8').replace('WORKDIR', 'WORKDIRECTORY');
  expect(problemsOf(text)).toEqual([expect.stringMatching(/^\d+: .*WORKDIRECTORY/)]);
});

test('the image runs as a user of its own, and says whether it is healthy', () => {
  const [, last = ''] = readFileSync(file, 'utf8').split(/^FROM .*\n(?![\s\S]*^FROM )/m);
  expect(last).toMatch(/^USER node$/m);
  expect(last).toMatch(/^HEALTHCHECK .*\/health/m);
  expect(last).toMatch(/^VOLUME \["\/data"\]$/m);
});

test('the image is built with the pnpm that the repository is', () => {
  const { packageManager } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const major = /^pnpm@(\d+)/.exec(packageManager)?.[1];
  for (const [, used] of readFileSync(file, 'utf8').matchAll(/pnpm@(\S+)/g)) expect(used).toBe(major);
});
