import { expect, test } from 'vitest';
import { mapConcurrently } from '../src/map-concurrently.js';
import { MAX_OPEN_FILES } from '../src/options.js';

const numbers = Array.from({ length: 100 }, (_, index) => index);
const aMoment = () => new Promise((resolve) => setImmediate(resolve));

test('answers in the order of the items and never runs more than the limit', async () => {
  let running = 0;
  let most = 0;
  const answers = await mapConcurrently(numbers, async (number) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < number % 5; turn += 1) await aMoment();
    running -= 1;
    return number * 2;
  });
  expect(answers).toStrictEqual(numbers.map((number) => number * 2));
  expect(most).toBe(MAX_OPEN_FILES);
});

test('begins nothing after a failure and ends what runs', async () => {
  let begun = 0;
  let running = 0;
  const mapping = mapConcurrently(numbers, async (number) => {
    begun += 1;
    running += 1;
    await aMoment();
    running -= 1;
    if (number === 3) throw new Error('three');
  });
  await expect(mapping).rejects.toThrow('three');
  expect(running).toBe(0);
  expect(begun).toBeLessThan(numbers.length);
});
