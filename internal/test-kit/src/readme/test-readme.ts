import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { useTempDir } from '../folders/temp-dir.js';
import { readmeExamples, runExample } from './readme-examples.js';

/** An example is type-checked first, which takes seconds. */
const EXAMPLE_TIMEOUT_MS = 60_000;

export interface TestReadmeOptions {
  /** The README, relative to the package. @default 'README.md' */
  readonly file?: string;
  /** Makes further environment variables for one example, which runs in the folder it is given. */
  readonly env?: (cwd: string) => Promise<Record<string, string>>;
}

/** Declares the tests of a README: it has examples, each compiles and runs, and prints what stands below it. */
export function testReadme(packageFolder: string, { file = 'README.md', env }: TestReadmeOptions = {}): void {
  const readme = path.resolve(packageFolder, file);
  describe(path.relative(path.resolve(packageFolder, '../..'), readme), () => {
    const examples = readmeExamples(readme);

    test('has examples', () => {
      expect(examples.length).toBeGreaterThan(0);
    });

    test.each(examples)('$title', { timeout: EXAMPLE_TIMEOUT_MS }, async (example) => {
      const cwd = await useTempDir();
      const output = await runExample(example, { packageFolder, cwd, env: (await env?.(cwd)) ?? {} });
      expect(output).toBe(example.output ?? '');
    });
  });
}
