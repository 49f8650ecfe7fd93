import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createProcessFamily } from '../src/process-family.js';

const MARK = `MARK=${randomUUID()}`;

/** Starts a script as leader of a session whose processes have the mark, and kills them all at the end. */
async function startLeader(script: string): Promise<{ leader: number; input: ChildProcess['stdin'] }> {
  const [name = '', value] = MARK.split('=');
  const child = spawn('bash', ['--norc', '-c', `echo up; ${script}`], {
    detached: true,
    env: { PATH: process.env.PATH, [name]: value },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const leader = child.pid ?? 0;
  onTestFinished(() => {
    for (const { pid } of createProcessFamily({ leader, mark: MARK }).look()) process.kill(pid, 'SIGKILL');
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return { leader, input: child.stdin };
}

/** A process of ours that belongs to no family. */
function startOutsider(): number {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid ?? 0;
}

const seconds = () => `${randomInt(100_000, 999_999)}`;

describe('createProcessFamily', () => {
  it('finds children, other groups and other sessions, and nobody else', async () => {
    const outsider = startOutsider();
    const orphan = `( set -m; sleep ${seconds()} & )`;
    const { leader } = await startLeader(`${orphan}; sleep ${seconds()} & setsid sleep ${seconds()} & wait`);
    const family = createProcessFamily({ leader, mark: undefined });
    await vi.waitFor(() => expect(family.look().length).toBe(4));
    const later = startOutsider();
    const pids = family.look().map(({ pid }) => pid);
    expect(pids).toContain(leader);
    expect(pids).not.toContain(outsider);
    expect(pids).not.toContain(later);
  });

  it('finds one that was born after the first look', async () => {
    const { leader, input } = await startLeader(`read -r _; sleep ${seconds()} & wait`);
    const family = createProcessFamily({ leader, mark: undefined });
    expect(family.look().length).toBe(1);
    input?.write('\n');
    await vi.waitFor(() => expect(family.look().length).toBe(2));
  });

  it('keeps hold of one that was seen before it moved away', async () => {
    const { leader, input } = await startLeader(`setsid sleep ${seconds()} & read -r _`);
    const family = createProcessFamily({ leader, mark: undefined });
    const moved = await vi.waitFor(() => {
      const found = family.look().filter(({ session }) => session !== leader);
      expect(found.length).toBe(1);
      return found.map(({ pid }) => pid);
    });
    input?.end();
    await vi.waitFor(() => expect(family.look().map(({ pid }) => pid)).toEqual(moved));
    expect(createProcessFamily({ leader, mark: undefined }).look()).toEqual([]);
  });

  it('finds one that moved away unseen by its mark, at the first look or later', async () => {
    const daemon = `( setsid sleep ${seconds()} & )`;
    const { leader, input } = await startLeader(`${daemon}; echo; read -r _; ${daemon}; exec sleep 600`);
    const family = createProcessFamily({ leader, mark: MARK });
    await vi.waitFor(() => expect(family.look().length).toBe(2));
    input?.write('\n');
    await vi.waitFor(() => expect(family.look().length).toBe(3));
    await vi.waitFor(() =>
      expect(family.lookAnew().filter(({ session }) => session !== leader).length).toBe(2),
    );
  });
});
