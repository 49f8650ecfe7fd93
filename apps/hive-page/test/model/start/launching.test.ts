import type { WorkerRow } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import {
  type Launch,
  launchOf,
  needsModel,
  serves,
  takes,
  workersFor,
} from '../../../src/model/start/launching.js';

const LAUNCH: Launch = {
  args: ['--port', '{port}', '-m', '{model}', ['-c', '{context}']],
  ...{ api: 'openai', tasks: ['chat'], formats: ['gguf'], heartbeat: 'hive' },
};

const row = (id: string, facts: object) => ({ id, name: id, state: 'installable', ...facts }) as WorkerRow;

it('says what a worker takes and needs', () => {
  expect([takes(LAUNCH, 'context'), takes(LAUNCH, 'gpu_layers'), takes(undefined, 'context')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(needsModel(LAUNCH)).toBe(true);
  expect(needsModel({ ...LAUNCH, defaults: { model: '/m' } })).toBe(false);
  expect(needsModel({ ...LAUNCH, args: ['--port', '{port}', ['-m', '{model}']] })).toBe(false);
});

it('finds who can serve a model, the installed first, never what this machine cannot run', () => {
  const metadata = { launch: LAUNCH };
  const rows = [
    row('a', { metadata }),
    row('b', { metadata, state: 'unsupported' }),
    row('c', { installed: { current: { launch: LAUNCH } } }),
    row('d', { metadata: { launch: { ...LAUNCH, formats: ['ggml'] } } }),
    row('e', {}),
  ];
  expect(workersFor({ format: 'gguf' }, rows).map(({ id }) => id)).toEqual(['c', 'a']);
  expect(serves(LAUNCH, {})).toBe(false);
});

it('the installed version’s word goes before the registry’s', () => {
  const installed = { current: { launch: { ...LAUNCH, tasks: ['embedding'] } } };
  expect(launchOf(row('x', { metadata: { launch: LAUNCH }, installed }))?.tasks).toEqual(['embedding']);
});
