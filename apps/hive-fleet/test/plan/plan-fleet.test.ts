import { expect, test } from 'vitest';
import { readFleetFile } from '../../src/file/read-fleet-file.js';
import { type PlannedHive, planFleet } from '../../src/plan/plan-fleet.js';
import type { Facts, WorkerFact } from '../../src/protocol/report.js';

const ENGINE: WorkerFact = { id: 'engine', state: 'installable', available: '2', installed: [], reasons: [] };

interface HiveInit extends Omit<Partial<PlannedHive>, 'facts'> {
  readonly worker?: Partial<WorkerFact>;
  readonly labels?: Record<string, string>;
  readonly hardware?: object;
}

function hive(name: string, { worker, labels = {}, hardware = {}, ...rest }: HiveInit = {}): PlannedHive {
  const fact = (value: unknown) => ({ value, source: 'test' });
  const facts = {
    ...{ format: 1, at: '', version: '1', labels, workers: [{ ...ENGINE, ...worker }] },
    hardware: {
      ...{ os: fact('linux'), architecture: fact('x86_64'), memoryBytes: fact(8 * 1_024 ** 3) },
      ...{ cuda: {}, rocm: {}, vulkan: {}, metal: {}, ...hardware },
    },
  } as unknown as Facts;
  return { name, facts, lines: [], ...rest };
}

const plan = (line: string, hives: readonly PlannedHive[]) =>
  planFleet(readFleetFile(`workers: [{ name: chat, worker: engine, ${line} }]`), hives).lines[0];

test('a hive that cannot says why in the words of its verdict; one that is left out is not asked', () => {
  const blocked = { state: 'blocked', reasons: ['cmake is missing'] } as const;
  const hives = [
    hive('a', { worker: blocked }),
    hive('b', { labels: { zone: 'attic' } }),
    { name: 'c', lines: [] },
  ];
  expect(plan('replicas: all', hives)).toMatchObject({
    placed: ['b'],
    cannot: [
      { hive: 'a', reasons: ['cmake is missing'] },
      { hive: 'c', reasons: ['it has not told about its machine so far'] },
    ],
  });
  expect(plan('where: { labels: { zone: cellar } }', hives)).toMatchObject({
    placed: [],
    missing: 1,
    leftOut: [
      { hive: 'a', reasons: ['its label zone is not set, not cellar'] },
      { hive: 'b', reasons: ['its label zone is attic, not cellar'] },
    ],
  });
});

test('machines are chosen by what they have', () => {
  const gpus = { value: [{ vendor: 'nvidia', kind: 'discrete' }], source: 'test' };
  const devices = { value: [{ name: 'x', visible: true, memoryBytes: 12 * 1_024 ** 3 }], source: 'test' };
  const hives = [hive('small'), hive('big', { hardware: { gpus, cuda: { devices } } })];
  expect(plan('where: { hardware: { gpu: nvidia, gpuMemory: 12GiB } }', hives)?.placed).toEqual(['big']);
  expect(plan('where: { hardware: { gpu: none } }', hives)?.placed).toEqual(['small']);
  expect(plan('where: { hardware: { memory: 16GiB } }', hives)?.leftOut[0]?.reasons).toEqual([
    'it has 8.0 GiB of memory, less than 16.0 GiB',
  ]);
});

test('what runs stays where it is; the rest goes where the least is', () => {
  const line = { name: 'chat', worker: 'engine' };
  expect(plan('replicas: 1', [hive('a'), hive('b', { lines: [line] })])?.placed).toEqual(['b']);
  expect(plan('replicas: 1', [hive('a'), hive('b', { lines: [line], isDrained: true })])?.placed).toEqual([
    'a',
  ]);
  const two = readFleetFile('workers: [{ name: x, worker: engine }, { name: y, worker: engine }]');
  expect(planFleet(two, [hive('a'), hive('b')]).lines.map(({ placed }) => placed)).toEqual([['a'], ['b']]);
});

test('a change says what differs; the same is kept', () => {
  const lines = [{ name: 'chat', worker: 'engine', version: '1' }];
  const made = (text: string) =>
    planFleet(readFleetFile(`workers: [${text}]`), [hive('a', { lines, worker: { installed: ['1'] } })])
      .hives[0]?.changes;
  expect(made('{ name: chat, worker: engine, version: "1" }')).toEqual([{ line: 'chat', change: 'keep' }]);
  expect(made('{ name: chat, worker: engine, version: "2", options: { context: 9 } }')).toEqual([
    { line: 'chat', change: 'change', detail: 'version 1 → 2, options' },
  ]);
  expect(made('')).toEqual([{ line: 'chat', change: 'remove' }]);
});
