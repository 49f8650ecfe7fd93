import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import { placesOf, searchPlaces } from '../../src/model/places.js';
import { ROWS } from '../fake-daemon/example-workers.js';

const PROCESSES = [
  { id: 'p1', worker: 'w-v1', state: 'healthy', modelId: 'hf:a/qwen' },
  { id: 'p2', worker: 'w-v1', state: 'stopped' },
] as WorkerProcess[];

it('finds views, running processes and workers; what begins with the text first', () => {
  const find = (text: string) => searchPlaces(placesOf(ROWS, PROCESSES), text).map(({ name }) => name);
  expect(find('worker').slice(0, 2)).toEqual(['Workers', 'Echo Worker (CPU)']);
  expect(find('llm cuda')).toEqual(['LLM Worker (CUDA)']);
  expect(find('qwen')).toEqual(['hf:a/qwen']);
  expect(find('w-v1')).toEqual([]);
  expect(find('')).toHaveLength(8);
});
