import { once } from 'node:events';
import { closeSync, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { livenessOf } from '@rbee-internal/system/process';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { endFamily } from '../../../src/processes/family.js';
import { openPipes, type Pipe } from '../../../src/processes/output/pipe.js';
import { startRelay } from '../../../src/processes/output/relay.js';
import { segmentSizes } from '../../../src/processes/output/segments.js';
import { until } from '../../support.js';

async function useRelay(mostBytes: number) {
  const folder = await useTempDir();
  const [pipe] = (await openPipes(folder, ['stdout'])) as [Pipe];
  const sizes = segmentSizes(mostBytes);
  const relay = await startRelay(pipe.readEnd, { folder, stream: 'stdout', first: 1, sizes });
  closeSync(pipe.readEnd);
  onTestFinished(async () => void (await endFamily(relay, 0)));
  const input = createWriteStream('', { fd: pipe.writeEnd });
  const hasEnded = async () => {
    const { identity } = relay;
    return identity === undefined || (await livenessOf(identity)) === 'dead';
  };
  return { folder, input, hasEnded };
}

test('what is written is in the file at once, and the relay ends with its input', async () => {
  const { folder, input, hasEnded } = await useRelay(1_000_000);
  const content = () => {
    const file = path.join(folder, 'stdout-1');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  input.write('one\n');
  await until('it is there', () => content() === 'one\n');
  input.write('two');
  await until('it is there', () => content() === 'one\ntwo');
  expect(await hasEnded()).toBe(false);
  input.end();
  await until('it has ended', hasEnded);
  expect(await readdir(folder)).toEqual(['stdout-1']);
});

test('two files are kept, none larger than it may be, and what is in them is the newest, whole', async () => {
  const { folder, input, hasEnded } = await useRelay(100_000);
  const lines = Array.from({ length: 200_000 }, (_, index) => `line ${index}\n`);
  for (const line of lines) if (!input.write(line)) await once(input, 'drain');
  input.end();
  await finished(input);
  await until('it has ended', hasEnded);
  const names = (await readdir(folder)).sort((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1]));
  expect(names).toHaveLength(2);
  for (const name of names) expect((await stat(path.join(folder, name))).size).toBeLessThanOrEqual(100_000);
  const kept = Buffer.concat(await Promise.all(names.map((name) => readFile(path.join(folder, name)))));
  expect(lines.join('').endsWith(kept.toString())).toBe(true);
});

test('a disk that takes nothing does not stop who writes', async () => {
  const { folder, input, hasEnded } = await useRelay(100_000);
  await until('it has begun', async () => (await readdir(folder)).length > 0);
  // A folder stands where the file is, and cannot be written to.
  await rm(path.join(folder, 'stdout-1'));
  await mkdir(path.join(folder, 'stdout-1'));
  for (let index = 0; index < 20; index += 1) {
    if (!input.write(Buffer.alloc(100_000))) await once(input, 'drain');
  }
  input.end();
  await until('it has ended', hasEnded);
  expect((await stat(path.join(folder, 'stdout-1'))).isDirectory()).toBe(true);
});

test.each([1, 100, 20_000, 1_000_000, 16 * 1024 ** 2])(
  'with %d bytes no segment can be larger',
  (mostBytes) => {
    const { blockBytes, readsAtOnce, limitBytes } = segmentSizes(mostBytes);
    // At a look the segment has less than the limit; until the next look so much more comes.
    expect(limitBytes - 1 + blockBytes * readsAtOnce).toBeLessThanOrEqual(mostBytes);
    expect(blockBytes).toBeGreaterThan(0);
  },
);
