import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  CodedError,
  hasErrorMarker,
  hintForSystemError,
  isFromSystem,
  isSystemError,
  messageOf,
} from '../src/index.js';

const marker = Symbol.for('@example/kitchen/error');
class KitchenError extends CodedError<'BURNT' | 'RAW'> {
  override readonly name = 'KitchenError';
  readonly [marker] = true;
}

test('an error carries its code, hint and cause', () => {
  const cause = new Error('too hot');
  const error = new KitchenError({
    code: 'BURNT',
    message: 'The toast burnt.',
    hint: 'Turn it down.',
    cause,
  });
  expect({ ...error, message: error.message, cause: error.cause, name: error.name }).toMatchObject({
    code: 'BURNT',
    message: 'The toast burnt.',
    hint: 'Turn it down.',
    cause,
    name: 'KitchenError',
  });
});

test('the marker recognises a copy of the class and nothing else', () => {
  class BundledCopy extends CodedError<'BURNT'> {
    readonly [marker] = true;
  }
  expect(hasErrorMarker(new BundledCopy({ code: 'BURNT', message: 'x' }), marker)).toBe(true);
  expect(hasErrorMarker(new Error('x'), marker)).toBe(false);
  expect(hasErrorMarker({ [marker]: true }, marker)).toBe(false);
});

test('messageOf reads errors and anything else', () => {
  expect([messageOf(new Error('a')), messageOf('b'), messageOf(3)]).toEqual(['a', 'b', '3']);
});

test('isSystemError looks at the code alone', () => {
  const missing = Object.assign(new Error('gone'), { code: 'ENOENT' });
  expect(isSystemError(missing, 'EACCES', 'ENOENT')).toBe(true);
  expect(isSystemError(missing, 'EACCES')).toBe(false);
  expect(isSystemError('ENOENT', 'ENOENT')).toBe(false);
});

test('what to do about a system error is told where that is known', async () => {
  const refused = await readFile('/').catch((error: unknown) => error);
  expect([isFromSystem(refused), hintForSystemError(refused)]).toEqual([true, undefined]);
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
  expect(hintForSystemError(full)).toBe('Free some disk space.');
  expect([isFromSystem(new Error('x')), hintForSystemError('ENOSPC')]).toEqual([false, undefined]);
});
