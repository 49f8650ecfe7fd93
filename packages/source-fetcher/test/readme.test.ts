import path from 'node:path';
import { readmeExamples, runExample, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';

const packageFolder = path.resolve(import.meta.dirname, '..');
const examples = readmeExamples(path.join(packageFolder, 'README.md'));

test('the README has examples', () => {
  expect(examples.length).toBeGreaterThan(0);
});

test.each(examples)('$title', async (example) => {
  const cwd = await useTempDir();
  expect(await runExample(example, { packageFolder, cwd })).toBe(example.output);
});
