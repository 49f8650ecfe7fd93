import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { readmeExamples, runExample, useTempDir } from '@rbee-internal/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const packageFolder = path.join(import.meta.dirname, '..');
const examples = readmeExamples(path.join(packageFolder, 'README.md'));

// The examples import the package by its name, which is not among its own dependencies.
const selfLink = path.join(packageFolder, 'node_modules/@rbee/pkgbuild-executor');

beforeAll(async () => {
  await mkdir(path.dirname(selfLink), { recursive: true });
  await rm(selfLink, { force: true });
  await symlink('../..', selfLink);
});

afterAll(() => rm(path.dirname(selfLink), { recursive: true }));

describe('README', () => {
  it('has an example', () => {
    expect(examples.map(({ title }) => title)).toEqual(['Example']);
  });

  it.each(examples)('$title', { timeout: 60_000 }, async (example) => {
    expect(await runExample(example, { packageFolder, cwd: await useTempDir() })).toBe(example.output);
  });
});
