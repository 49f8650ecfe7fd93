import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createFakeProcessTable, processesMentioning } from '@rbee-internal/test-kit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { newFamilyMark } from '../../src/process/process-family.js';
import { createProcessTree } from '../../src/process/process-tree.js';

const MARK = newFamilyMark();

describe('createProcessTree on a table of processes', () => {
  it('ends all by SIGTERM, and says that none is left', async () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10 });
    table.add({ pid: 11, parent: 10, group: 11 });
    const tree = createProcessTree({ leader: 10, mark: MARK, graceMilliseconds: 1_000, table });
    expect(await tree.end()).toEqual([]);
    expect(table.sent).toEqual(['SIGTERM -10', 'SIGTERM 11']);
    expect(table.list()).toEqual([1, 1000]);
  });

  it('kills who ignores SIGTERM, after the time of grace', async () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10 });
    table.add({ pid: 11, group: 11 }, { entries: [MARK], ignores: ['SIGTERM'] });
    const tree = createProcessTree({ leader: 10, mark: MARK, graceMilliseconds: 30, table });
    expect(await tree.end()).toEqual([]);
    expect(table.sent).toContain('SIGKILL 11');
    expect(table.list()).toEqual([1, 1000]);
  });

  it('gives no grace to more processes than are allowed', async () => {
    const table = createFakeProcessTable();
    for (let pid = 10; pid < 15; pid += 1) table.add({ pid, group: 10 });
    const tree = createProcessTree({
      leader: 10,
      mark: MARK,
      graceMilliseconds: 60_000,
      maxProcesses: 4,
      table,
    });
    await tree.end();
    expect(new Set(table.sent)).toEqual(new Set(['SIGKILL -10']));
  });

  it('gives grace to as many as are allowed', async () => {
    const table = createFakeProcessTable();
    for (let pid = 10; pid < 14; pid += 1) table.add({ pid, group: 10 });
    const tree = createProcessTree({
      leader: 10,
      mark: MARK,
      graceMilliseconds: 60_000,
      maxProcesses: 4,
      table,
    });
    await tree.end();
    expect(table.sent).toEqual(['SIGTERM -10']);
  });

  it('signals no process whose number has come to name another process, nor its group', async () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10, startTime: 5 });
    const tree = createProcessTree({ leader: 10, mark: MARK, graceMilliseconds: 10, table });
    tree.keep();
    table.add({ pid: 10, startTime: 50 });
    table.add({ pid: 11, parent: 10, group: 10, startTime: 51 });
    tree.freeze();
    tree.strike();
    tree.resume();
    await tree.endOthers();
    expect(await tree.end()).toEqual([]);
    expect(table.sent).toEqual([]);
  });

  it('adopted, signals no process where another process bears the leader’s number', async () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10, startTime: 50 });
    table.add({ pid: 11, group: 11 }, { entries: [MARK] });
    const options = { leader: 10, adoptedStart: 5, mark: MARK, graceMilliseconds: 10, table };
    expect(await createProcessTree(options).end()).toEqual([]);
    expect(table.sent).toEqual(['SIGTERM 11']);
  });

  it('does not signal one that was replaced between the look and the signal', async () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10 });
    table.add({ pid: 11, parent: 10, group: 11, startTime: 20 });
    const tree = createProcessTree({ leader: 10, mark: MARK, graceMilliseconds: 10, table });
    const send = table.send;
    vi.spyOn(table, 'send').mockImplementation((target, signal) => {
      // The group is signalled first; by then the other one is another process.
      if (target === -10) table.add({ pid: 11, startTime: 21 });
      return send(target, signal);
    });
    await tree.end();
    expect(table.sent).toEqual(['SIGTERM -10']);
  });

  it('ends what came later than what is kept', async () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10 });
    const tree = createProcessTree({ leader: 10, mark: MARK, graceMilliseconds: 10, table });
    tree.keep();
    table.add({ pid: 11, parent: 10, group: 10 });
    await tree.endOthers();
    expect(table.sent).toEqual(['SIGTERM 11']);
  });

  it('returns who cannot be ended', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const table = createFakeProcessTable();
    table.add({ pid: 10 }, { ignores: ['SIGTERM', 'SIGKILL'] });
    const tree = createProcessTree({ leader: 10, mark: MARK, graceMilliseconds: 10, table });
    const left = tree.end();
    const timer = setInterval(() => vi.advanceTimersByTime(1_000), 5);
    onTestFinished(() => clearInterval(timer));
    expect((await left).map(({ pid }) => pid)).toEqual([10]);
  });

  it('asks the group itself where processes cannot be seen', async () => {
    const table = createFakeProcessTable({ isVisible: false });
    table.add({ pid: 10 });
    table.add({ pid: 11, group: 10 }, { ignores: ['SIGTERM'] });
    const tree = createProcessTree({ leader: 10, mark: MARK, graceMilliseconds: 20, table });
    await tree.end();
    expect(table.sent).toContain('SIGKILL -10');
    expect(table.send(-10, 0)).toBe(false);
  });

  it('kills the group when processes cannot be looked for', async () => {
    const table = createFakeProcessTable();
    table.add({ pid: 10 });
    const fault = new Error('too many open files');
    const tree = createProcessTree({ leader: 10, mark: MARK, graceMilliseconds: 20, table });
    vi.spyOn(table, 'list').mockImplementation(() => {
      throw fault;
    });
    await expect(tree.end()).rejects.toBe(fault);
    expect(table.sent).toEqual(['SIGKILL -10']);
  });
});

describe('createProcessTree on this machine', () => {
  it('ends daemons with sessions of their own, born after the leader has gone', async () => {
    const seconds = `${randomInt(100_000, 999_999)}`;
    const [name = '', value] = MARK.split('=');
    const child = spawn(
      'bash',
      [
        '--norc',
        '-c',
        `( setsid bash -c 'trap "" TERM HUP; sleep ${seconds}; sleep ${seconds}' & ); echo up`,
      ],
      {
        detached: true,
        env: { PATH: process.env.PATH, [name]: value },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await new Promise((resolve) => child.once('exit', resolve));
    await vi.waitFor(() => expect(processesMentioning(seconds).length).toBe(2));
    const tree = createProcessTree({ leader: child.pid ?? 0, mark: MARK, graceMilliseconds: 100 });
    expect(await tree.end()).toEqual([]);
    expect(processesMentioning(seconds)).toEqual([]);
  });
});
