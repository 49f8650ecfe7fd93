import { expect, test } from 'vitest';
import { runSoak } from '../../bench/soak/run-soak.js';

// `bench/soak.ts` is the same for ten minutes, with twenty workers and a hundred installations.
test('misbehaving workers beside installations that are cancelled: nothing is left, and every promise is kept', {
  timeout: 90_000,
}, async () => {
  const { violations, ...figures } = await runSoak({ seconds: 8, workers: 10, installs: 4 });
  expect(violations).toEqual([]);
  expect(figures).toMatchObject({ installed: 2 });
  expect(figures.restarts).toBeGreaterThan(0);
});
