import path from 'node:path';
import { readmeExamples, runExample, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';

const packageFolder = path.join(import.meta.dirname, '..');
const examples = readmeExamples(path.join(packageFolder, 'README.md'));

describe('README', () => {
  it('has an example', () => {
    expect(examples.map(({ title }) => title)).toEqual(['Example']);
  });

  it.each(examples)('$title', { timeout: 60_000 }, async (example) => {
    expect(await runExample(example, { packageFolder, cwd: await useTempDir() })).toBe(example.output);
  });
});
