import { closeSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startProcess } from '@rbee-internal/system/process';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import type { LogLine } from '../../../src/api.js';
import { SequencedLog } from '../../../src/log/sequenced-log.js';
import { letEnd } from '../../../src/processes/family.js';
import { logLineOf, OutputPump } from '../../../src/processes/output/output-pump.js';
import { ReadBudget } from '../../../src/processes/output/read-budget.js';
import { until } from '../../support.js';

const FILE_BYTES = 1024 ** 2;

async function usePump(folder?: string) {
  const at = folder ?? (await useTempDir());
  const rotation = { fileBytes: FILE_BYTES, files: 2 };
  const log = await SequencedLog.open({ folder: at, rotation, frame: (_seq, line) => line });
  const init = { folder: at, log, fileBytes: FILE_BYTES, budget: new ReadBudget(), now: () => new Date() };
  const pump = await OutputPump.open(init);
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await pump.close();
    await log.end();
  };
  onTestFinished(close);
  const lines = async (): Promise<LogLine[]> =>
    (await log.newest(100_000)).map(({ line }) => JSON.parse(logLineOf(line)));
  const texts = async () => (await lines()).map(({ line }) => line);
  return { folder: at, pump, log, lines, texts, close };
}

/** A program whose output the pump takes. */
async function runInto(pump: OutputPump, script: string) {
  const { descriptors, relays } = await pump.openOutlets();
  const started = startProcess('bash', ['-c', script], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', ...descriptors],
  });
  for (const descriptor of descriptors) closeSync(descriptor);
  return async () => {
    await started.ended;
    for (const relay of relays) await letEnd(relay, 5_000);
    await pump.finish();
  };
}

/** The longest that the event loop was busy while something was done, in milliseconds. */
async function longestBlock(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  await work();
  clearInterval(timer);
  return longest;
}

test('both streams are taken over as they come, the last line too if it has no end', async () => {
  const { pump, lines } = await usePump();
  pump.start();
  const ended = await runInto(pump, 'echo one; echo two >&2; sleep 0.3; printf three');
  await until('two lines are there', async () => (await lines()).length === 2);
  await ended();
  const all = await lines();
  expect(all.map(({ stream, line }) => `${stream} ${line}`).sort()).toEqual([
    'stderr two',
    'stdout one',
    'stdout three',
  ]);
  expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('a character is never cut, wherever a read or a long line ends', async () => {
  const { pump, texts } = await usePump();
  pump.start();
  const ended = await runInto(pump, `for i in {1..13000}; do printf '€ü🐝'; done`);
  await ended();
  const all = await texts();
  expect(all.length).toBeGreaterThan(1);
  expect(all.join('') === '€ü🐝'.repeat(13_000)).toBe(true);
});

test('what comes while no daemon looks is taken over by the next, and once', async () => {
  const first = await usePump();
  first.pump.start();
  const ended = await runInto(
    first.pump,
    'echo one; printf tw; until [ -e go ]; do sleep 0.02; done; echo o; echo three'.replace(
      'go',
      path.join(first.folder, 'go'),
    ),
  );
  await until('the first is there', async () => (await first.texts()).length === 1);
  await new Promise((resolve) => setTimeout(resolve, 250));
  await first.close();
  await writeFile(path.join(first.folder, 'go'), '');
  await new Promise((resolve) => setTimeout(resolve, 200));
  const second = await usePump(first.folder);
  second.pump.start();
  await until('all are there', async () => (await second.texts()).length === 3);
  expect(await second.texts()).toEqual(['one', 'two', 'three']);
  expect(ended).toBeTypeOf('function');
});

test('a flood keeps no one waiting, is told to be left out, and never takes more of the disk than it may', {
  timeout: 60_000,
}, async () => {
  const { folder, pump, texts, log } = await usePump();
  pump.start();
  let most = 0;
  const watch = setInterval(() => {
    void diskBytes(folder).then((bytes) => {
      most = Math.max(most, bytes);
    });
  }, 20);
  const block = await longestBlock(async () => {
    const ended = await runInto(
      pump,
      'head -c 30000000 /dev/zero | tr "\\\\0" x; yes | head -c 10000000; echo end',
    );
    await ended();
  });
  clearInterval(watch);
  expect(block).toBeLessThan(1_000);
  // Two segments of each stream, and the rotated log with what is beside the text; one is about to go.
  expect(most).toBeLessThan(4 * FILE_BYTES + 4 * FILE_BYTES + 2 * FILE_BYTES);
  const all = await texts();
  expect(all.at(-1)).toBe('end');
  expect(all.some((line) => line.startsWith('Some output is missing here')) || log.firstSeq > 1).toBe(true);
});

test('line feeds alone keep no one waiting', { timeout: 60_000 }, async () => {
  const { pump, texts } = await usePump();
  pump.start();
  const block = await longestBlock(async () => {
    const ended = await runInto(pump, 'head -c 30000000 /dev/zero | tr "\\\\0" "\\\\n"; echo end');
    await ended();
  });
  expect(block).toBeLessThan(1_000);
  expect((await texts()).at(-1)).toBe('end');
});

test('a file that a worker made a terabyte long is not read', async () => {
  const { folder, pump, texts } = await usePump();
  pump.start();
  const ended = await runInto(
    pump,
    `echo one; until [ -e ${folder}/go ]; do sleep 0.02; done; cd ${folder}/output; truncate -s 1T stdout-1; echo two`,
  );
  await until('the first is there', async () => (await texts()).length === 1);
  await writeFile(path.join(folder, 'go'), '');
  await ended();
  const all = await texts();
  expect(all).toEqual(['one', 'Some output is missing here: there was more of it than is kept.']);
  expect((await diskBytes(folder)) / FILE_BYTES).toBeLessThan(5);
});

test('a worker cannot cut or seek what it writes to', async () => {
  const { pump, texts } = await usePump();
  pump.start();
  const ended = await runInto(
    pump,
    'echo one; truncate -s 1T /dev/stdout 2>/dev/null && echo cut; [ -p /dev/stdout ] && echo pipe',
  );
  await ended();
  expect(await texts()).toEqual(['one', 'pipe']);
});

/** What a folder takes of the disk: of a sparse file only what is there. */
async function diskBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    const stats = await stat(path.join(folder, name)).catch(() => undefined);
    if (stats?.isFile()) bytes += stats.blocks * 512;
  }
  return bytes;
}
