import { existsSync } from 'node:fs';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Liveness, ownIdentity, type ProcessIdentity } from '@rbee-internal/system/process';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { isDaemonError } from '../src/errors.js';
import { claimState, type StateClaim } from '../src/state-claim.js';

async function identityOf(pid: number): Promise<ProcessIdentity> {
  return { ...(await ownIdentity()), pid };
}

/** A machine on which these pids are dead. */
function machine(dead: ReadonlySet<number>) {
  return async ({ pid }: ProcessIdentity): Promise<Liveness> => (dead.has(pid) ? 'dead' : 'live');
}

test('a system that does not tell processes apart is refused, and nothing is made', async () => {
  const stateDir = path.join(await useTempDir(), 'state');
  const owner = { ...(await ownIdentity()), start: '' };
  expect(await rejectionOf(claimState(stateDir, { owner }))).toMatchObject({
    code: 'SYSTEM_UNSUPPORTED',
    hint: expect.stringContaining('Linux and macOS'),
  });
  expect(existsSync(stateDir)).toBe(false);
});

test('of many daemons that take over from a dead one, one has the folder', async () => {
  const stateDir = path.join(await useTempDir(), 'state');
  const dead = new Set<number>();
  const liveness = machine(dead);
  await claimState(stateDir, { owner: await identityOf(100), liveness });
  dead.add(100);
  for (let round = 0; round < 5; round += 1) {
    const owners = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((index) => identityOf(1_000 + round * 10 + index)),
    );
    const claims = await Promise.all(
      owners.map((owner) => claimState(stateDir, { owner, liveness }).catch((error: unknown) => error)),
    );
    const held = claims.filter(
      (claim): claim is StateClaim => !isDaemonError(claim) && !(claim instanceof Error),
    );
    expect(held).toHaveLength(1);
    const refused = claims.filter(isDaemonError).map(({ code }) => code);
    expect(refused).toEqual(Array.from({ length: 5 }, () => 'ALREADY_RUNNING'));
    // The one that has it dies too.
    for (const { pid } of owners) dead.add(pid);
  }
});

test('who gave the folder up takes no other’s record away', async () => {
  const stateDir = path.join(await useTempDir(), 'state');
  const dead = new Set<number>();
  const liveness = machine(dead);
  const [one, two] = [await identityOf(101), await identityOf(102)];
  const first = await claimState(stateDir, { owner: one, liveness });
  await first.announce({ url: 'http://127.0.0.1:1', startedAt: 'then' });
  // It was taken for dead, though it only slept.
  dead.add(101);
  const second = await claimState(stateDir, { owner: two, liveness });
  await second.announce({ url: 'http://127.0.0.1:2', startedAt: 'now' });
  await first.release();
  const left = await listTree(stateDir);
  expect(left).toContain('daemon.json');
  expect(left).toContain('daemon.lock');
  await second.release();
  expect((await listTree(stateDir)).filter((name) => name.startsWith('daemon'))).toEqual([]);
});

test.each(['', '{', '{"pid":1}'])('with the lock %j, old and untouched, it is no one’s', async (lock) => {
  const stateDir = await useTempDir();
  const file = path.join(stateDir, 'daemon.lock');
  await writeFile(file, lock);
  await utimes(file, 1_000, 1_000);
  let now = Date.now();
  const clock = {
    now: () => now,
    monotonic: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const claim = await claimState(stateDir, { clock });
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
  await claim.release();
});
