import { expect, it } from 'vitest';
import { NO_OPTIONS } from '../../../src/model/plan/install-options.js';
import { installButton, whyNot } from '../../../src/model/plan/install-text.js';
import { CUDA_PLAN } from '../../fake-daemon/example-workers.js';

const ROW = { state: 'installable' } as const;
const QUIET = {
  ...CUDA_PLAN,
  ...(CUDA_PLAN.recipe && { recipe: { ...CUDA_PLAN.recipe, network: { phases: {}, recognised: [] } } }),
};

it('the button says what is unusual', () => {
  expect(installButton(ROW, QUIET, NO_OPTIONS)).toBe('Install');
  expect(installButton(ROW, CUDA_PLAN, NO_OPTIONS)).toBe('Install with network: cargo in build()');
  expect(installButton(ROW, CUDA_PLAN, { ...NO_OPTIONS, network: 'none' })).toBe('Install');
  expect(installButton(ROW, CUDA_PLAN, { ...NO_OPTIONS, network: 'all', force: true })).toBe(
    'Rebuild with network',
  );
  expect(installButton({ state: 'update-available' }, QUIET, { ...NO_OPTIONS, ignoreMissing: true })).toBe(
    'Upgrade with dependencies missing',
  );
});

it('says why it cannot begin', () => {
  const plan = { ...QUIET, obstacles: [], action: 'source' } as const;
  expect(whyNot(ROW, plan, NO_OPTIONS)).toBeUndefined();
  expect(whyNot(ROW, { ...plan, obstacles: [{ code: 'X', message: 'no' }] }, NO_OPTIONS)).toMatch(
    'obstacles',
  );
  expect(whyNot(ROW, plan, { ...NO_OPTIONS, env: 'nothing' })).toBe('“nothing” is not NAME=VALUE.');
  const obstacle = { code: 'NETWORK_NEEDED', message: 'It reaches cargo.' };
  const settings = { network: { build: ['planned'] } };
  const reason = {
    ...({ ...obstacle, missing: 'network', weight: 'blocked' } as const),
    action: { type: 'install-with', settings },
  } as const;
  const blocked = {
    ...{ ...CUDA_PLAN, obstacles: [obstacle] },
    verdict: { workerId: 'w', state: 'blocked', reasons: [reason] },
  } as const;
  expect(whyNot(ROW, blocked, NO_OPTIONS)).toBeUndefined();
  expect(whyNot(ROW, blocked, { ...NO_OPTIONS, network: 'none' })).toMatch('obstacles');
  expect(whyNot(ROW, { ...plan, action: 'none' }, NO_OPTIONS)).toMatch('Rebuild');
  expect(whyNot(ROW, { ...plan, action: 'none' }, { ...NO_OPTIONS, force: true })).toBeUndefined();
});
