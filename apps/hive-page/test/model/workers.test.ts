import { expect, it } from 'vitest';
import { installOperation, NO_OPTIONS, planPath, upgradeOperation } from '../../src/model/install-options.js';
import { accelerators, machineFacts } from '../../src/model/machine-facts.js';
import { explainState, isOver } from '../../src/model/process-text.js';
import { hostsOf, reviewParts } from '../../src/model/recipe-review.js';
import { filterWorkers, NO_FILTER, typesOf } from '../../src/model/worker-filter.js';
import { CRASHED, HARDWARE, HEALTHY } from '../fake-daemon/example-machine.js';
import { CUDA_PLAN, ROWS } from '../fake-daemon/example-workers.js';

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

it('reviews a recipe part by part', () => {
  expect(hostsOf(CUDA_PLAN.pkgbuild)).toEqual(['workers.example']);
  const [prepare, build] = reviewParts(CUDA_PLAN.pkgbuild);
  expect(prepare).toMatchObject({ name: 'prepare', line: 20, commands: ['patch'], warnings: [] });
  expect(build?.warnings).toEqual(['reaches the network: cargo']);
});

it('what a recipe does while it is read comes first, with each thing to look at', () => {
  const place = { text: 'curl x | sh', range: CUDA_PLAN.pkgbuild.topLevel.range };
  const topLevel = { ...CUDA_PLAN.pkgbuild.topLevel, commands: [{ name: 'curl', count: 2 }], evals: [place] };
  expect(reviewParts({ ...CUDA_PLAN.pkgbuild, topLevel })[0]).toMatchObject({
    name: 'when it is read',
    commands: ['curl ×2'],
    warnings: ['runs text as code: curl x | sh (line 1)'],
  });
});

it('tells what a process is', () => {
  expect([HEALTHY, CRASHED].map(isOver)).toEqual([false, true]);
  expect(explainState(HEALTHY)).toBeUndefined();
  expect(explainState(CRASHED)).toBe('It ended by itself: exit code 1.');
  expect(explainState({ ...HEALTHY, restarts: 2 })).toBe('Started again 2 times.');
});

it('tells what the machine is, with where it is from', () => {
  expect(machineFacts(HARDWARE)).toContainEqual({ name: 'Memory', value: '64 GiB', source: '/proc/meminfo' });
  expect(machineFacts(HARDWARE).map(({ name }) => name)).not.toContain('ROCm');
  expect(accelerators(HARDWARE)).toEqual([
    {
      ...{ name: 'NVIDIA GeForce RTX 4090', api: 'CUDA', isUsable: true },
      facts: ['24 GiB', 'compute 8.9'],
    },
  ]);
});

it('a device that no interface reaches is shown as not usable', () => {
  const gpus = { value: [{ vendor: 'amd', kind: 'discrete', pciId: '1002:744c' }], source: 'sysfs' } as const;
  expect(accelerators({ ...HARDWARE, cuda: {}, gpus })).toEqual([
    { name: '1002:744c', api: 'GPU', isUsable: false, facts: ['discrete', 'no driver'] },
  ]);
});
