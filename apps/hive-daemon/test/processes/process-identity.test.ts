import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { endOwnGroup, identify, isRunning, parsePs } from '../../src/processes/process-identity.js';
import { isAlive } from './support.js';

async function useSleeper() {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const identity = await identify(child.pid ?? 0);
  if (identity === undefined) throw new Error('sleep did not start');
  return { child, identity };
}

test('a process is recognised while it runs', async () => {
  const { child, identity } = await useSleeper();
  expect(await isRunning(identity)).toBe(true);
  child.kill();
  await once(child, 'exit');
  expect(await isRunning(identity)).toBe(false);
  expect(await identify(identity.pid)).toBeUndefined();
});

test('a process that only has the same id is not signalled', async () => {
  const { identity } = await useSleeper();
  for (const changed of [{ start: '1' }, { boot: 'other' }, { executable: '/bin/other' }]) {
    await endOwnGroup({ ...identity, ...changed }, 100);
  }
  expect(isAlive(identity.pid)).toBe(true);
  await endOwnGroup(identity, 1_000);
  expect(isAlive(identity.pid)).toBe(false);
});

test('what a leader that ended has left is ended with it', async () => {
  const child = spawn('sh', ['-c', 'sleep 60 & echo $!; read x'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  const left = Number(output.toString());
  const identity = await identify(child.pid ?? 0);
  child.stdin.end('\n');
  await once(child, 'exit');
  expect(isAlive(left)).toBe(true);
  if (identity !== undefined) await endOwnGroup(identity, 1_000);
  expect(isAlive(left)).toBe(false);
});

test('what ps tells on macOS is read', () => {
  const line = 'Ss   Sat Nov 21 02:08:54 2026     /Applications/My Worker\n';
  expect(parsePs(7, line, '{ sec = 1, usec = 2 }\n')).toEqual({
    pid: 7,
    start: 'Sat Nov 21 02:08:54 2026',
    boot: '{ sec = 1, usec = 2 }',
    executable: '/Applications/My Worker',
  });
  expect(parsePs(7, 'Z    Sat Nov 21 02:08:54 2026     (worker)', 'x')).toBeUndefined();
  expect(parsePs(7, '', 'x')).toBeUndefined();
});
