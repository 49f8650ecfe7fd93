import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { identityFromText, identityText, livenessOf, ownIdentity } from '../src/process-identity.js';

describe('livenessOf', () => {
  test('knows itself, and tells a process that has its pid but started at another time', async () => {
    const self = await ownIdentity();
    expect(await livenessOf(self, self)).toBe('live');
    expect(await livenessOf({ ...self, start: self.start + 1 }, self)).toBe('dead');
    expect(await livenessOf({ ...self, start: 0 }, self)).toBe('live');
  });

  test('tells a process that has ended, noticed by its parent or not', async () => {
    const self = await ownIdentity();
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const other = { ...self, pid: child.pid ?? 0, start: 0 };
    expect(await livenessOf(other, self)).toBe('live');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await livenessOf(other, self)).toBe('dead');
  });

  test('of another machine or container is unknown, of the same machine before a restart dead', async () => {
    const self = await ownIdentity();
    expect(await livenessOf({ ...self, boot: '000000', host: '000000' }, self)).toBe('unknown');
    expect(await livenessOf({ ...self, namespace: '000000' }, self)).toBe('unknown');
    expect(await livenessOf({ ...self, boot: '000000' }, self)).toBe('dead');
  });
});

describe('identityText', () => {
  test('is read back', async () => {
    const self = await ownIdentity();
    expect(identityFromText(identityText(self))).toStrictEqual(self);
  });

  test.each(['', 'x', '1-2-3', '0-1-aaaaaa-bbbbbb-cccccc', '1-1-aaaaaa-bbbbbb-cccccc-'])(
    '%j is none',
    (text) => {
      expect(identityFromText(text)).toBeUndefined();
    },
  );
});
