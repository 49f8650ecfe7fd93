import type { BuildSettings } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import { openObstacles } from '../../../src/model/verdict/open-obstacles.js';

function planWith(settings: BuildSettings) {
  const obstacle = { code: 'X', message: 'Something is not allowed.' };
  const reason = { ...obstacle, missing: 'network', weight: 'blocked' } as const;
  return {
    obstacles: [obstacle],
    verdict: {
      ...({ workerId: 'w', state: 'blocked' } as const),
      reasons: [{ ...reason, action: { type: 'install-with', settings } }],
    },
  } as const;
}

const PLANNED = { network: { build: ['planned'] } };

it.each<readonly [BuildSettings, BuildSettings, number]>([
  [PLANNED, {}, 1],
  [PLANNED, { network: false }, 1],
  [PLANNED, { network: { prepare: ['planned'] } }, 1],
  [PLANNED, { network: { build: ['planned'], prepare: ['planned'] } }, 0],
  [PLANNED, { network: true }, 0],
  [{ network: true }, PLANNED, 1],
  [{ ignoreMissing: true }, PLANNED, 1],
  [{ ignoreMissing: true }, { ignoreMissing: true }, 0],
])('what needs %j, with %j, leaves %d', (needed, chosen, left) => {
  expect(openObstacles(planWith(needed), chosen)).toHaveLength(left);
});

it('what no setting changes stays', () => {
  const { obstacles } = planWith({});
  const verdict = { workerId: 'w', state: 'blocked', reasons: [] } as const;
  expect(openObstacles({ obstacles, verdict }, { network: true })).toEqual(obstacles);
});
