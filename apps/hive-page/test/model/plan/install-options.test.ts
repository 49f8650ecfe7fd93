import { expect, it } from 'vitest';
import {
  badVariable,
  installOperation,
  NO_OPTIONS,
  planPath,
  readVariables,
  upgradeOperation,
} from '../../../src/model/plan/install-options.js';

it('asks for the plan of the options, and sends only what was chosen', () => {
  expect(planPath('a/b', NO_OPTIONS)).toBe('/v1/workers/a%2Fb/plan');
  const options = {
    ...NO_OPTIONS,
    backend: 'cpu',
    allowCpuFallback: true,
    force: true,
    network: 'all',
  } as const;
  expect(planPath('w', options)).toBe('/v1/workers/w/plan?backend=cpu&allowCpuFallback=true&force=true');
  expect(planPath('w', { ...NO_OPTIONS, ignoreMissing: true })).toBe('/v1/workers/w/plan?ignoreMissing=true');
  expect(installOperation('w', NO_OPTIONS)).toEqual({ operation: 'worker_install', worker: 'w' });
  expect(installOperation('w', { ...options, sandbox: 'require' })).toEqual({
    ...{ operation: 'worker_install', worker: 'w', backend: 'cpu', allowCpuFallback: true },
    ...{ force: true, network: true, sandbox: 'require' },
  });
  expect(upgradeOperation('w', options)).toEqual({ operation: 'worker_upgrade', worker: 'w', network: true });
});

it('allows what the plan names, for the functions that it names, where nothing else is chosen', () => {
  const planned = { network: { build: ['planned'] } };
  expect(installOperation('w', NO_OPTIONS, ['build'])).toMatchObject(planned);
  expect(upgradeOperation('w', NO_OPTIONS, ['build'])).toMatchObject(planned);
  const none = { ...NO_OPTIONS, network: 'none' } as const;
  expect(installOperation('w', none, ['build'])).not.toHaveProperty('network');
});

it('sends the program and the variables of the recipe', () => {
  const options = {
    ...NO_OPTIONS,
    program: ' llama-server ',
    env: 'RBEE_FEATURES=cuda\n\n  CUDAARCHS=89;90\nEMPTY=',
    ignoreMissing: true,
  };
  expect(installOperation('w', options)).toEqual({
    ...{ operation: 'worker_install', worker: 'w', program: 'llama-server', ignoreMissing: true },
    env: { RBEE_FEATURES: 'cuda', CUDAARCHS: '89;90', EMPTY: '' },
  });
});

it.each([
  ['A=1\nB', {}, 'B'],
  ['1A=x', {}, '1A=x'],
  ['', {}, undefined],
  ['A=1=2', { A: '1=2' }, undefined],
])('the variables of %j are %j', (text, variables, bad) => {
  expect(badVariable(text)).toBe(bad);
  expect(readVariables(text)).toMatchObject(variables);
});
