import { expect, it } from 'vitest';
import { installOperation, NO_OPTIONS, planPath, upgradeOperation } from '../../src/model/install-options.js';

it('asks for the plan of the options, and sends only what was chosen', () => {
  expect(planPath('a/b', NO_OPTIONS)).toBe('/v1/workers/a%2Fb/plan');
  const options = { ...NO_OPTIONS, backend: 'cpu', allowCpuFallback: true, force: true, network: true };
  expect(planPath('w', options)).toBe('/v1/workers/w/plan?backend=cpu&allowCpuFallback=true&force=true');
  expect(installOperation('w', NO_OPTIONS)).toEqual({ operation: 'worker_install', worker: 'w' });
  expect(installOperation('w', { ...options, sandbox: 'require' })).toEqual({
    ...{ operation: 'worker_install', worker: 'w', backend: 'cpu', allowCpuFallback: true },
    ...{ force: true, network: true, sandbox: 'require' },
  });
  expect(upgradeOperation('w', options)).toEqual({ operation: 'worker_upgrade', worker: 'w', network: true });
});
