import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useTempDir } from '../folders/temp-dir.js';
import { type CompiledExamples, compileExamples, readmeExamples } from './readme-examples.js';

/** Examples are type-checked first, which takes seconds. */
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

    const compiled: { examples?: CompiledExamples } = {};

    beforeAll(async () => {
      compiled.examples = await compileExamples(examples, packageFolder);
    }, EXAMPLE_TIMEOUT_MS);
    afterAll(async () => await compiled.examples?.remove());

    test('has examples', () => {
      expect(examples.length).toBeGreaterThan(0);
    });

    test.each([...examples.entries()].map(([index, example]) => ({ index, ...example })))(
      '$title',
      { timeout: EXAMPLE_TIMEOUT_MS },
      async ({ index, output }) => {
        const cwd = await useTempDir();
        const printed = await compiled.examples?.run(index, { cwd, env: (await env?.(cwd)) ?? {} });
        expect(printed).toBe(output ?? '');
      },
    );
  });
}
