import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  canTellApart,
  type Found,
  identify,
  identityFromText,
  identityText,
  livenessOf,
  ownIdentity,
  ProcessIdentity,
  sameProcess,
} from '../../src/process/index.js';

/** A system whose processes a test decides about. */
function tableWith(processes: Record<number, Found>, system = { boot: 'this run', namespace: 'this one' }) {
  return { look: (pid: number) => processes[pid] ?? ('gone' as const), system: () => system };
}

describe('identify', () => {
  test('tells a running process, and nothing of one that has ended', async () => {
    const child = startSleeper(process.execPath);
    const identity = await identify(child.pid ?? 0);
    expect(identity).toMatchObject({ pid: child.pid, start: expect.stringMatching(/^\d+$/) });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await identify(child.pid ?? 0)).toBeUndefined();
  });

  test('has read all before it returns: who ends or takes the pid then does not matter', async () => {
    const processes: Record<number, Found> = { 17: { start: '1' } };
    const identifying = identify(17, tableWith(processes));
    processes[17] = { start: '2' };
    expect(await identifying).toMatchObject({ pid: 17, start: '1' });
  });

  test.runIf(process.platform === 'linux')('on Linux does so without a turn of the event loop', async () => {
    const child = startSleeper(process.execPath);
    const identifying = identify(child.pid ?? 0);
    let turns = 0;
    setImmediate(() => {
      turns += 1;
    });
    expect(await identifying).toBeDefined();
    expect(turns).toBe(0);
  });

  test.runIf(process.platform === 'linux')(
    'is the same after its program was renamed, replaced and removed',
    async () => {
      const program = path.join(await useTempDir(), 'program');
      await copyFile(process.execPath, program);
      const child = startSleeper(program);
      const before = await identify(child.pid ?? 0);
      await rename(program, `${program}.old`);
      expect(await identify(child.pid ?? 0)).toStrictEqual(before);
      await rm(`${program}.old`);
      expect(await identify(child.pid ?? 0)).toStrictEqual(before);
    },
  );

  test('knows the process that calls', async () => {
    expect(await identify(process.pid)).toStrictEqual(await ownIdentity());
  });
});

describe('livenessOf', () => {
  const table = tableWith({ 17: { start: '100' }, 18: { start: '' } });

  test('tells a process from the one that had its id before', async () => {
    const self = await ownIdentity(table);
    const other = { ...self, pid: 17, start: '100' };
    expect(await livenessOf(other, self, table)).toBe('live');
    expect(await livenessOf({ ...other, start: '99' }, self, table)).toBe('dead');
    expect(await livenessOf({ ...other, start: '101' }, self, table)).toBe('dead');
    expect(await livenessOf({ ...other, pid: 16 }, self, table)).toBe('dead');
  });

  test('where the system does not tell the start nothing is proven but the end', async () => {
    const self = await ownIdentity(table);
    expect(await livenessOf({ ...self, pid: 17, start: '' }, self, table)).toBe('unknown');
    expect(await livenessOf({ ...self, pid: 18, start: '100' }, self, table)).toBe('unknown');
    expect(await livenessOf({ ...self, pid: 16, start: '' }, self, table)).toBe('dead');
  });

  test('of another machine or container is unknown, of this machine before a restart dead', async () => {
    const self = await ownIdentity(table);
    const other = { ...self, pid: 17, start: '100' };
    expect(await livenessOf({ ...other, boot: '0'.repeat(12), host: '0'.repeat(12) }, self, table)).toBe(
      'unknown',
    );
    expect(await livenessOf({ ...other, namespace: '0'.repeat(12) }, self, table)).toBe('unknown');
    expect(await livenessOf({ ...other, boot: '0'.repeat(12) }, self, table)).toBe('dead');
    expect(await livenessOf({ ...other, host: '0'.repeat(12) }, self, table)).toBe('live');
  });

  test('knows the process that calls without being told who that is', async () => {
    expect(await livenessOf(await ownIdentity())).toBe('live');
  });
});

describe('sameProcess', () => {
  test('goes by start, boot and namespace, and never by an id alone', async () => {
    const self = await ownIdentity(tableWith({ [process.pid]: { start: '5' } }));
    expect(sameProcess(self, { ...self })).toBe(true);
    expect(sameProcess(self, { ...self, host: '0'.repeat(12) })).toBe(true);
    for (const change of [
      { pid: 1 },
      { start: '6' },
      { boot: '0'.repeat(12) },
      { namespace: '0'.repeat(12) },
    ])
      expect(sameProcess(self, { ...self, ...change })).toBe(false);
    expect(sameProcess({ ...self, start: '' }, { ...self, start: '' })).toBe(false);
  });
});

test('canTellApart is false where the system does not tell the start', async () => {
  expect(canTellApart(await ownIdentity(tableWith({ [process.pid]: { start: '' } })))).toBe(false);
  expect(canTellApart(await ownIdentity(tableWith({ [process.pid]: { start: '1' } })))).toBe(true);
});

describe('an identity', () => {
  test('is read back from text and from JSON', async () => {
    const identity = await ownIdentity();
    expect(identityFromText(identityText(identity))).toStrictEqual(identity);
    expect(ProcessIdentity.parse(JSON.parse(JSON.stringify({ ...identity, more: 1 })))).toStrictEqual(
      identity,
    );
    const without = { ...identity, start: '' };
    expect(identityFromText(identityText(without))).toStrictEqual(without);
  });

  const HEX = 'abcdefabcdef';
  test.each([
    '',
    'x',
    '1-2-3',
    `0-1-${HEX}-${HEX}-${HEX}`,
    `01-1-${HEX}-${HEX}-${HEX}`,
    `1-1-${HEX}-${HEX}-${HEX}-`,
    `1-x-${HEX}-${HEX}-${HEX}`,
    `1-1-${HEX}-${HEX}-${HEX}0`,
    ` 1-1-${HEX}-${HEX}-${HEX}`,
  ])('%j is none', (text) => {
    expect(identityFromText(text)).toBeUndefined();
  });
});

function startSleeper(program: string) {
  const child = spawn(program, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
