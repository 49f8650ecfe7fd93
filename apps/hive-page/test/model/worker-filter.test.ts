import { expect, it } from 'vitest';
import { filterWorkers, NO_FILTER, typesOf } from '../../src/model/worker-filter.js';
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
