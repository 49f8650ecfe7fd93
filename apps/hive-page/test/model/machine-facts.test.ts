import { expect, it } from 'vitest';
import { accelerators, machineFacts } from '../../src/model/machine-facts.js';
import { HARDWARE } from '../fake-daemon/example-machine.js';

it('lists what the machine is, with the source of each fact', () => {
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
