import path from 'node:path';
import { readmeExamples, runExample, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';

const packageFolder = path.resolve(import.meta.dirname, '..');
const examples = readmeExamples(path.join(packageFolder, 'README.md'));

describe('README', () => {
  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(examples)('$title', async (example) => {
    const output = await runExample(example, { packageFolder, cwd: await useTempDir() });
    expect(output).toBe(example.output ?? '');
  });
});
