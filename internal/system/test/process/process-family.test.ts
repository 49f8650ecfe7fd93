import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { createFakeProcessTable } from '@rbee-internal/test-kit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createProcessFamily, newFamilyMark } from '../../src/process/process-family.js';

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
  it('finds children, other groups and other sessions, and no other process', async () => {
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

describe('createProcessFamily on a table of processes', () => {
  it('reads one again whose environment was not to be seen while it became another program', () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10, startTime: 5 });
    table.add({ pid: 11, parent: 1, group: 11, session: 11, startTime: 6 }, { entries: [MARK] });
    let isExecuting = true;
    const hasEntry = (pid: number, entry: string) =>
      pid === 11 && isExecuting ? undefined : table.hasEntry(pid, entry);
    const family = createProcessFamily({ leader: 10, mark: MARK, table: { ...table, hasEntry } });
    expect(family.look().map(({ pid }) => pid)).toEqual([10]);
    isExecuting = false;
    expect(family.look().map(({ pid }) => pid)).toEqual([10, 11]);
  });

  it('does not take a process for the leader that bears its number later, nor that one\u2019s group', () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10, startTime: 5 });
    table.add({ pid: 11, parent: 1, group: 11, startTime: 6 }, { entries: [MARK] });
    const family = createProcessFamily({ leader: 10, mark: MARK, table });
    expect(family.look().map(({ pid }) => pid)).toEqual([10, 11]);
    table.add({ pid: 10, startTime: 99 });
    table.add({ pid: 12, parent: 10, group: 10, startTime: 100 });
    expect(family.look().map(({ pid }) => pid)).toEqual([11]);
    expect(family.ownsGroup()).toBe(false);
    table.remove(10);
    expect(family.lookAnew().map(({ pid }) => pid)).toEqual([11]);
    expect(family.ownsGroup()).toBe(false);
  });

  it('does not take a process for one of its own that bears its number later', () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10 });
    table.add({ pid: 11, parent: 10, group: 11, startTime: 20 });
    const family = createProcessFamily({ leader: 10, mark: undefined, table });
    expect(family.look().map(({ pid }) => pid)).toEqual([10, 11]);
    table.add({ pid: 11, parent: 1, group: 11, startTime: 21 });
    expect(family.lookAnew().map(({ pid }) => pid)).toEqual([10]);
  });

  it('keeps the group of a leader that has ended', () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10 });
    const family = createProcessFamily({ leader: 10, mark: undefined, table });
    table.add({ pid: 11, parent: 1, group: 10 });
    table.remove(10);
    expect(family.look().map(({ pid }) => pid)).toEqual([11]);
    expect(family.ownsGroup()).toBe(true);
  });

  it('adopted, has the leader that started when it should, and its group', () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10, startTime: 5 });
    table.add({ pid: 11, parent: 1, group: 10, startTime: 6 });
    const family = createProcessFamily({ leader: 10, adoptedStart: 5, mark: MARK, table });
    expect(family.look().map(({ pid }) => pid)).toEqual([10, 11]);
    table.remove(10);
    expect(family.look().map(({ pid }) => pid)).toEqual([11]);
  });

  it('adopted without its leader, has only those with the mark', () => {
    const table = createFakeProcessTable();
    table.add({ pid: 11, parent: 1, group: 10 });
    table.add({ pid: 12, parent: 1, group: 10 }, { entries: [MARK] });
    table.add({ pid: 13, parent: 12, group: 13 });
    const family = createProcessFamily({ leader: 10, adoptedStart: 5, mark: MARK, table });
    expect(family.look().map(({ pid }) => pid)).toEqual([12, 13]);
    expect(family.ownsGroup()).toBe(false);
  });

  it('reads each process once that is none of its own, and again when it looks afresh', () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10 });
    table.add({ pid: 50 });
    const read = vi.spyOn(table, 'read');
    const family = createProcessFamily({ leader: 10, mark: MARK, table });
    family.look();
    read.mockClear();
    family.look();
    expect(read.mock.calls).toEqual([[10]]);
    family.lookAnew();
    expect(read).toHaveBeenCalledWith(50);
  });
});

it('newFamilyMark is another one each time', () => {
  expect(newFamilyMark()).toMatch(/^RBEE_FAMILY=[0-9a-f]{32}$/);
  expect(newFamilyMark()).not.toBe(newFamilyMark());
});
