import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Rule } from './rule.js';

const REPLACES = /^vi\.(?:mock|doMock)\(/m;
const READ_AGAIN = /^vi\.hoisted\(\(\) => vi\.resetModules\(\)\);$/m;
const AND_AFTER = /^afterAll\(\(\) => void vi\.resetModules\(\)\);$/m;

/**
 * Test files of a worker share what they import (`isolate` of vitest.base.ts): a module that another file imported does not see
 * what this one replaces, and the test would pass without it.
 */
export const freshMocks: Rule = {
  name: 'fresh-mocks',
  find({ root, files }) {
    const tests = files.filter((file) => /\.test\.tsx?$/.test(file));
    return tests.flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      if (!REPLACES.test(text) || (READ_AGAIN.test(text) && AND_AFTER.test(text))) return [];
      return [
        {
          path: file,
          text: 'vi.mock without `vi.hoisted(() => vi.resetModules());` before it and `afterAll(() => void vi.resetModules());`.',
        },
      ];
    });
  },
};
