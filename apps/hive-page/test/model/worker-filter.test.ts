import { expect, it } from 'vitest';
import {
  allTasks,
  filterOf,
  filterWorkers,
  NO_FILTER,
  queryOf,
  typesOf,
} from '../../src/model/worker-filter.js';
import { ROWS } from '../fake-daemon/example-workers.js';

const ids = (filter: Partial<typeof NO_FILTER>) =>
  filterWorkers(ROWS, { ...NO_FILTER, ...filter }).map(({ id }) => id);

it('filters by state, type and every word', () => {
  expect(ids({})).toHaveLength(ROWS.length);
  expect(ids({ state: 'update-available' })).toEqual(['llm-worker-rbee-cpu']);
  expect(ids({ type: 'CPU', text: 'language models' })).toEqual(['llm-worker-rbee-cpu']);
  expect(ids({ text: 'GPU nvidia' })).toEqual(['llm-worker-rbee-cuda']);
  expect(ids({ text: 'no such' })).toEqual([]);
  expect(typesOf(ROWS)).toEqual(['CPU', 'CUDA', 'Metal', 'speech']);
});

it('filters by what workers do', () => {
  expect(allTasks(ROWS)).toEqual(['chat', 'transcription']);
  expect(ids({ task: 'transcription' })).toEqual(['whisper-worker']);
  expect(ids({ text: 'speech to text' })).toEqual(['whisper-worker']);
});

it('an address keeps a filter, and one that is wrong filters nothing', () => {
  const filter = { text: 'a b', state: 'installed', type: 'CPU', task: 'chat' } as const;
  expect(filterOf(new URLSearchParams(queryOf(filter)))).toEqual(filter);
  expect(queryOf(NO_FILTER)).toEqual({ q: '', state: '', type: '', does: '' });
  expect(filterOf(new URLSearchParams('state=toString'))).toEqual(NO_FILTER);
});
