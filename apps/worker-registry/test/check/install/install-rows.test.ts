import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { installRows } from '../../../src/check/install/install-rows.js';
import type { RowOutcome } from '../../../src/check/install/row.js';
import { readFolder } from '../../../src/store/read-folder.js';
import { tinyMetadata, workerFiles, writeWorker } from '../../worker-folder.js';

/** A hive that answers each command, named by its first word and the worker, with these lines. */
async function fakeHive(answers: Readonly<Record<string, readonly object[]>>): Promise<string> {
  const folder = await useTempDir();
  const hive = path.join(folder, 'hive');
  const script = path.join(folder, 'hive.mjs');
  await writeFile(hive, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
  await chmod(hive, 0o755);
  await writeFile(
    script,
    `const words = process.argv.slice(2).filter((word) => word !== '--json' && word !== '--no-daemon');
const key = words.length === 1 ? words[0] : words[0] + ' ' + words.at(-1);
for (const line of ${JSON.stringify(answers)}[key] ?? [{ type: 'error', message: 'not known: ' + words.join(' ') }])
  console.log(JSON.stringify(line));
if (words[0] === 'spawn') setInterval(() => {}, 1000);
`,
  );
  return hive;
}

function lists(...rows: readonly (readonly [id: string, ...reasons: object[]])[]): readonly object[] {
  const workers = rows.map(([id, ...reasons]) => ({ worker: { id }, verdict: { reasons } }));
  return [{ type: 'result', result: { workers } }];
}

function installs(id: string, provenance: object = { network: false }): readonly object[] {
  return [{ type: 'step-start' }, { type: 'result', result: { installed: { id, provenance } } }];
}

const CHAT = '/v1/chat/completions';

const VARIANTS = {
  ...{ binary_name: 'tiny', verified: { state: 'parsed', by: 'hand', date: '2020-01-01', note: 'Read.' } },
  variants: [{ backend: 'cpu' }, { backend: 'cuda' }],
};

async function folderWith(id: string, more: object): Promise<string> {
  const root = await useTempDir();
  const files = workerFiles(id);
  await writeWorker(root, id, { ...files, 'worker.json': { ...tinyMetadata, id, ...more } });
  return root;
}

async function outcomesOf(root: string, hive: string, ...ids: string[]): Promise<RowOutcome[]> {
  const entries = await readFolder(root);
  const told: RowOutcome[] = [];
  const outcomes = await installRows(entries, {
    ...{ ids, root, hive, by: 'ci', env: process.env },
    onOutcome: (outcome) => told.push(outcome),
  });
  expect(told).toEqual(outcomes);
  return outcomes;
}

const today = () => new Date().toISOString().slice(0, 10);
const entryIn = async (root: string, id: string) =>
  JSON.parse(await readFile(path.join(root, id, 'worker.json'), 'utf8'));

test('a worker that answers is verified in its own entry, which says what was done', async () => {
  const worker = await startHttpServer({ [CHAT]: { type: 'body', body: '{"choices":[{}]}' } });
  const hive = await fakeHive({
    available: lists(['tiny']),
    'install tiny': installs('tiny-v1'),
    'spawn tiny-v1': [{ type: 'worker-ready', url: worker.url }],
  });
  const root = await folderWith('tiny', { verified: VARIANTS.verified });
  const verified = { state: 'installed-and-answered', by: 'ci', date: today(), note: 'Built from source.' };
  expect(await outcomesOf(root, hive)).toEqual([{ id: 'tiny', type: 'verified', verified }]);
  expect((await entryIn(root, 'tiny')).verified).toEqual(verified);
  // Of one that goes no further than before, a person's note stays.
  await writeFile(
    path.join(root, 'tiny/worker.json'),
    JSON.stringify({ ...(await entryIn(root, 'tiny')), verified: { ...verified, note: 'By me.' } }),
  );
  await outcomesOf(root, hive);
  expect((await entryIn(root, 'tiny')).verified).toEqual({ ...verified, note: 'By me.' });
});

test('only the variant that fits is tried, and only it is written', async () => {
  const hive = await fakeHive({
    available: lists(
      ['tiny-cpu', { code: 'NETWORK_NEEDED', weight: 'blocked', message: 'It reaches the network.' }],
      ['tiny-cuda', { code: 'NO_DEVICE', weight: 'unsupported', message: 'No GPU was found.' }],
    ),
    'install tiny-cpu': installs('tiny-cpu-v1', {
      buildCost: { milliseconds: 61_400, peakMemoryBytes: 1_000 },
    }),
  });
  const launch = { args: ['{model}', '{port}'], api: 'openai', tasks: ['chat'] };
  const root = await folderWith('tiny', { ...VARIANTS, launch });
  const build = { backend: 'cpu', seconds: 61, memory: 1_000, by: 'ci' };
  const note = 'Built from source; it was not asked anything: it needs a model.';
  const verified = { state: 'built', by: 'ci', date: today(), note, build };
  expect(await outcomesOf(root, hive, 'tiny')).toEqual([
    { id: 'tiny-cpu', type: 'verified', verified, detail: 'it was not asked anything: it needs a model' },
    { id: 'tiny-cuda', type: 'skipped', why: 'No GPU was found.' },
  ]);
  expect(await entryIn(root, 'tiny')).toMatchObject({
    verified: VARIANTS.verified,
    variants: [{ backend: 'cpu', verified }, { backend: 'cuda' }],
  });
});

test.each([
  [
    'is not installed',
    { 'install tiny': [{ type: 'error', message: 'It does not compile.' }] },
    'It does not compile.',
  ],
  [
    'does not start',
    {
      'install tiny': installs('tiny-v1'),
      'spawn tiny-v1': [{ type: 'error', message: 'It was never ready.' }, { type: 'x' }],
    },
    'it was installed, and did not start: It was never ready.',
  ],
])('a worker that %s says why and changes nothing', async (_what, answers, why) => {
  const hive = await fakeHive({ available: lists(['tiny']), ...answers });
  const script = path.join(path.dirname(hive), 'hive.mjs');
  await writeFile(script, (await readFile(script, 'utf8')).replace(/^if \(words\[0\] === 'spawn'\).*$/m, ''));
  const root = await folderWith('tiny', { verified: VARIANTS.verified });
  const file = path.join(root, 'tiny/worker.json');
  const before = await readFile(file, 'utf8');
  expect(await outcomesOf(root, hive, 'tiny')).toEqual([{ id: 'tiny', type: 'failed', why }]);
  expect(await readFile(file, 'utf8')).toBe(before);
});

test('a worker that went further before stays as it was', async () => {
  const worker = await startHttpServer({ [CHAT]: { type: 'body', status: 500, body: 'no model' } });
  const hive = await fakeHive({
    available: lists(['tiny']),
    'install tiny': installs('tiny-v1'),
    'spawn tiny-v1': [{ type: 'worker-ready', url: worker.url }],
  });
  const verified = { state: 'installed-and-answered', by: 'hand', date: '2020-01-01' };
  const root = await folderWith('tiny', { verified });
  expect(await outcomesOf(root, hive, 'tiny')).toEqual([
    { id: 'tiny', type: 'kept', verified, detail: 'it answered a chat with status 500' },
  ]);
  expect((await entryIn(root, 'tiny')).verified).toEqual(verified);
});

test('an unknown worker, and a program that is not there, are refused before anything is tried', async () => {
  const root = await folderWith('tiny', {});
  const hive = await fakeHive({ available: [] });
  expect(await rejectionOf(outcomesOf(root, hive, 'other'))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await rejectionOf(outcomesOf(root, '/nowhere/hive'))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(await rejectionOf(outcomesOf(root, hive))).toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test('cancelling ends what is under way', async () => {
  const worker = await startHttpServer({ [CHAT]: { type: 'stall' } });
  const hive = await fakeHive({
    available: lists(['tiny']),
    'install tiny': installs('tiny-v1'),
    'spawn tiny-v1': [{ type: 'worker-ready', url: worker.url }],
  });
  const root = await folderWith('tiny', {});
  const controller = new AbortController();
  const reason = new Error('enough');
  void worker.arrived(CHAT).then(() => controller.abort(reason));
  const call = installRows(await readFolder(root), {
    ...{ ids: [], root, hive, by: 'hand', env: process.env, signal: controller.signal },
    onOutcome: () => undefined,
  });
  expect(await rejectionOf(call)).toBe(reason);
});
