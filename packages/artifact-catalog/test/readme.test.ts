import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { readmeExamples, runExample, useTempDir } from '@rbee-internal/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const packageFolder = path.resolve(import.meta.dirname, '..');
const examples = readmeExamples(path.join(packageFolder, 'README.md'));

// The examples import the package by its name, which is not among its own dependencies.
const selfLink = path.join(packageFolder, 'node_modules/@rbee/artifact-catalog');

beforeAll(async () => {
  await mkdir(path.dirname(selfLink), { recursive: true });
  await rm(selfLink, { force: true });
  await symlink('../..', selfLink);
});

afterAll(() => rm(path.dirname(selfLink), { recursive: true }));

test('the README has examples', () => {
  expect(examples.map(({ title }) => title)).toStrictEqual(['Smallest example', 'Staging and promoting']);
});

test.each(examples)('$title', { timeout: 60_000 }, async (example) => {
  const output = await runExample(example, { packageFolder, cwd: await useTempDir() });
  expect(example.output).toBeDefined();
  expect(output).toBe(example.output);
});
