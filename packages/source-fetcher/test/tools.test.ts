import { expect, test } from 'vitest';
import { installed, TOOLS } from './tools.js';

test('no test is left out where every tool is said to be installed', () => {
  const required = process.env.RBEE_REQUIRE_TOOLS === '1' ? TOOLS : installed(...TOOLS);
  expect(installed(...TOOLS)).toEqual(required);
});
