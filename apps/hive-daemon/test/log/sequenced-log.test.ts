import { execFileSync } from 'node:child_process';
import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rmdir,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type LogOptions, SequencedLog } from '../../src/log/sequenced-log.js';

async function useLog(options: Partial<LogOptions> = {}) {
  const folder = path.join(await useTempDir(), 'log');
  const how = { folder, frame: (seq: number, line: string) => `${seq}:${line};`, ...options };
  const reopen = async () => {
    const log = await SequencedLog.open(how);
    onTestFinished(() => log.end());
    return log;
  };
  return { folder, log: await reopen(), reopen };
}

/** All frames from a line on, and how many chunks they came in. */
async function readAll(log: SequencedLog, after = 0): Promise<{ text: string; chunks: number }> {
  let text = '';
  let chunks = 0;
  for (let seq = after; ; chunks += 1) {
    const chunk = await log.chunkAfter(seq);
    if (chunk === undefined) return { text, chunks };
    text += chunk.bytes.toString();
    seq = chunk.lastSeq;
  }
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}:line ${from + index};`).join('');

async function fill(log: SequencedLog, from: number, to: number): Promise<void> {
  for (let index = from; index <= to; index += 1) {
    log.append(`line ${index}`);
    // Some writes of many lines, some of one.
    if (index % 997 === 0) await log.flush();
  }
  await log.flush();
}

describe('a log', () => {
  test('is read from any line on, in blocks, as it grows', async () => {
    const { log } = await useLog();
    await fill(log, 1, 20_000);
    const { text, chunks } = await readAll(log);
    expect(text).toBe(numbered(1, 20_000));
    expect(chunks).toBeGreaterThan(5);
    for (const after of [1, 2, 9_999, 19_999]) {
      expect((await readAll(log, after)).text).toBe(numbered(after + 1, 20_000));
    }
    expect(await log.chunkAfter(20_000)).toBeUndefined();
    await fill(log, 20_001, 20_003);
    expect((await readAll(log, 20_000)).text).toBe(numbered(20_001, 20_003));
  });

  test('is the same when it is opened again', async () => {
    const { log, reopen } = await useLog();
    await fill(log, 1, 5_000);
    await log.end();
    const again = await reopen();
    expect(again.seq).toBe(5_000);
    expect((await readAll(again, 1_234)).text).toBe(numbered(1_235, 5_000));
    await fill(again, 5_001, 6_000);
    expect((await readAll(again)).text).toBe(numbered(1, 6_000));
  });

  test('drops what a crash left half written', async () => {
    const { log, folder, reopen } = await useLog();
    await fill(log, 1, 3);
    await appendFile(path.join(folder, 'events.ndjson'), 'line 4 is n');
    const again = await reopen();
    await fill(again, 4, 4);
    expect((await readAll(again)).text).toBe(numbered(1, 4));
  });

  test('tells no one of a line before it is in the file', async () => {
    const { log, folder } = await useLog();
    log.append('line 1');
    expect(log.seq).toBe(1);
    expect(await log.chunkAfter(0)).toBeUndefined();
    await new Promise<void>((resolve) => log.onChange(resolve));
    expect(await readFile(path.join(folder, 'events.ndjson'), 'utf8')).toBe('line 1\n');
    expect((await readAll(log)).text).toBe('1:line 1;');
  });

  test('writes many lines at once', async () => {
    const { log } = await useLog();
    let wakes = 0;
    const watch = () => {
      wakes += 1;
      log.onChange(watch);
    };
    log.onChange(watch);
    for (let index = 0; index < 10_000; index += 1) log.append('x');
    await log.flush();
    expect(wakes).toBe(1);
  });

  test('keeps what comes while it writes', async () => {
    const { log, reopen } = await useLog();
    for (let index = 1; index <= 2_000; index += 1) {
      log.append(`line ${index}`);
      if (index % 7 === 0) void log.flush();
      if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await log.end();
    expect((await readAll(log)).text).toBe(numbered(1, 2_000));
    expect((await readAll(await reopen())).text).toBe(numbered(1, 2_000));
  });

  test('tells its newest lines', async () => {
    const { log } = await useLog();
    await fill(log, 1, 10_000);
    expect(await log.newest(2)).toEqual([
      { seq: 9_999, line: 'line 9999' },
      { seq: 10_000, line: 'line 10000' },
    ]);
    expect(await log.newest(20_000)).toHaveLength(10_000);
  });

  test('keeps letters of several bytes whole', async () => {
    const { log, reopen } = await useLog();
    const line = '🐝ü'.repeat(20_000);
    log.append(line);
    log.append('next');
    await log.end();
    expect((await readAll(log)).text).toBe(`1:${line};2:next;`);
    expect((await readAll(await reopen())).text).toBe(`1:${line};2:next;`);
  });
});

describe('a log that rotates', () => {
  const rotation = { fileBytes: 10_000, files: 3 };

  test('keeps the newest files, and the numbers go on', async () => {
    const { log, folder, reopen } = await useLog({ rotation });
    for (let index = 1; index <= 10_000; index += 100) await fill(log, index, index + 99);
    expect(await readdir(folder)).toHaveLength(3);
    expect(log.firstSeq).toBeGreaterThan(7_000);
    const kept = numbered(log.firstSeq, 10_000);
    expect((await readAll(log)).text).toBe(kept);
    await log.end();
    const again = await reopen();
    expect((await readAll(again)).text).toBe(kept);
    await fill(again, 10_001, 10_001);
    expect(again.seq).toBe(10_001);
  });
});

describe('a disk that takes no more', () => {
  test('loses lines, but not their numbers', async () => {
    const { log, folder } = await useLog();
    await fill(log, 1, 2);
    await log.rest();
    const file = path.join(folder, 'events.ndjson');
    await withoutFile(file, async () => {
      log.append('lost');
      await log.flush();
      expect(log.failure).toMatchObject({ code: 'EFTYPE' });
    });
    log.append('line 3');
    await log.end();
    expect((await readAll(log)).text).toBe(numbered(1, 3));
  });
});

/** Puts a folder in the file's place while something runs: no user can append to it. */
async function withoutFile(file: string, run: () => Promise<void>): Promise<void> {
  await rename(file, `${file}.aside`);
  await mkdir(file);
  try {
    await run();
  } finally {
    await rmdir(file);
    await rename(`${file}.aside`, file);
  }
}

test('the newest lines are no more than can be told at once', async () => {
  const log = await SequencedLog.open({ folder: await useTempDir(), frame: (_seq, line) => line });
  onTestFinished(() => log.end());
  for (let index = 0; index < 100; index += 1) log.append('x'.repeat(200_000));
  const newest = await log.newest(100);
  expect(newest.length).toBeLessThan(45);
  expect(newest.length).toBeGreaterThan(30);
  expect(newest.at(-1)?.seq).toBe(100);
});

test('what another program put among the files is neither read nor waited for', async () => {
  const folder = await useTempDir();
  const rotation = { fileBytes: 1_000, files: 4 };
  const name = (seq: number) => path.join(folder, `log-${String(seq).padStart(15, '0')}.ndjson`);
  execFileSync('mkfifo', [name(1)]);
  await symlink('/dev/zero', name(2));
  await writeFile(name(3), '');
  await truncate(name(3), 1024 ** 4);
  await mkdir(name(4));
  await writeFile(name(7), 'seven\n');
  const log = await SequencedLog.open({ folder, rotation, frame: (_seq, line) => line });
  onTestFinished(() => log.end());
  expect(await log.newest(10)).toEqual([{ seq: 7, line: 'seven' }]);
  log.append('eight');
  expect(await log.newest(10)).toEqual([
    { seq: 7, line: 'seven' },
    { seq: 8, line: 'eight' },
  ]);
});
