import { expect, test } from 'vitest';
import { askProgram } from '../../src/process/ask-program.js';

test('askProgram returns what a program prints, in English and in UTC', async () => {
  expect(await askProgram('/bin/sh', ['-c', 'echo $LC_ALL $TZ; echo more >&2'])).toBe('C UTC\n');
});

test('askProgram returns nothing of a program that fails or is not there', async () => {
  expect(await askProgram('/bin/sh', ['-c', 'echo x; exit 3'])).toBe('');
  expect(await askProgram('/nowhere/ps', [])).toBe('');
});
