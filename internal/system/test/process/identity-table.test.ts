import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { createPlainTable, createProcTable, createPsTable } from '../../src/process/index.js';

const STAT_OF = (name: string, state: string, start: string) =>
  `17 (${name}) ${state} 1 17 17 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 ${start} 1 2 3 4 5\n`;

async function procWith(stats: Readonly<Record<string, string>>): Promise<string> {
  const proc = await useTempDir();
  await mkdir(path.join(proc, 'sys/kernel/random'), { recursive: true });
  await writeFile(path.join(proc, 'sys/kernel/random/boot_id'), 'a-boot-id\n');
  await mkdir(path.join(proc, 'self/ns'), { recursive: true });
  await symlink('pid:[4026531836]', path.join(proc, 'self/ns/pid'));
  for (const [pid, stat] of Object.entries(stats)) {
    await mkdir(path.join(proc, pid));
    await writeFile(path.join(proc, pid, 'stat'), stat);
  }
  return proc;
}

describe('createProcTable', () => {
  test.each(['sh', 'a b', ') Z 1 (', ''])('reads the start of a process that is named %j', async (name) => {
    const table = createProcTable({ proc: await procWith({ 17: STAT_OF(name, 'S', '4711') }) });
    expect(table.look(17)).toStrictEqual({ start: '4711' });
  });

  test.each(['Z', 'X', 'x'])('a process in the state %s is gone', async (state) => {
    const table = createProcTable({ proc: await procWith({ 17: STAT_OF('sh', state, '4711') }) });
    expect(table.look(17)).toBe('gone');
  });

  test('what it cannot see may still be there', async () => {
    const proc = await procWith({});
    expect(createProcTable({ proc, exists: () => true }).look(17)).toStrictEqual({ start: '' });
    expect(createProcTable({ proc, exists: () => false }).look(17)).toBe('gone');
  });

  test.each([0, -1, 1.5, Number.NaN])('%s is the id of no process', async (pid) => {
    expect(createProcTable({ proc: await procWith({}), exists: () => true }).look(pid)).toBe('gone');
    expect(createPlainTable({ exists: () => true }).look(pid)).toBe('gone');
    expect(await createPsTable({ exists: () => true, ask: async () => '' }).look(pid)).toBe('gone');
  });

  test('tells the run of the kernel and the namespace, also where there is neither', async () => {
    expect(createProcTable({ proc: await procWith({}) }).system()).toStrictEqual({
      boot: 'a-boot-id',
      namespace: 'pid:[4026531836]',
    });
    const proc = await useTempDir();
    expect(createProcTable({ proc }).system()).toStrictEqual({ boot: '', namespace: '' });
  });
});

describe('createPsTable', () => {
  const tableThatSays = (answer: string, exists = false) =>
    createPsTable({ ask: async () => answer, exists: () => exists });

  test.each([
    ['Ss   Thu Jan  1 00:01:40 1970    \n', { start: '100' }],
    ['R+ Fri Jan  2 03:04:05 2026', { start: '1767323045' }],
    ['Z    Thu Jan  1 00:01:40 1970', 'gone'],
    ['', 'gone'],
    ['nonsense', 'gone'],
  ])('reads %j', async (answer, found) => {
    expect(await tableThatSays(answer).look(17)).toStrictEqual(found);
  });

  test('without ps a process that exists may be any', async () => {
    expect(await tableThatSays('', true).look(17)).toStrictEqual({ start: '' });
  });

  test('asks for the run of the kernel once', async () => {
    const asked: unknown[] = [];
    const ask = async (...question: unknown[]) => {
      asked.push(question);
      return 'A-UUID\n';
    };
    const table = createPsTable({ ask });
    expect([await table.system(), await table.system()]).toStrictEqual(
      Array(2).fill({ boot: 'A-UUID', namespace: '' }),
    );
    expect(asked).toStrictEqual([['/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']]]);
  });
});

test('createPlainTable only says whether a process is there', () => {
  expect(createPlainTable({ exists: () => true }).look(17)).toStrictEqual({ start: '' });
  expect(createPlainTable({ exists: () => false }).look(17)).toBe('gone');
});
