import { expect, test } from 'vitest';
import { machineChanges, machineFacts } from '../src/machine-facts.js';
import type { HardwareSnapshot } from '../src/types.js';
import { machine } from './machines.js';

const OLD = { name: 'NVIDIA GeForce GTX 1060', computeCapability: '6.1', memoryBytes: 6 * 1024 ** 3 };
const NEW = { name: 'NVIDIA GeForce RTX 3090', computeCapability: '8.6', memoryBytes: 24 * 1024 ** 3 };
const AMPERE = { computeCapability: '8.0' };

function withCards(
  ...cards: readonly (typeof NEW & { uuid?: string; visible?: boolean })[]
): HardwareSnapshot {
  const devices = cards.map((card) => ({ visible: true, ...card }));
  return machine({ cuda: { devices } });
}

test.each([
  [
    'one of two fits',
    [
      { ...OLD, uuid: 'GPU-a' },
      { ...NEW, uuid: 'GPU-b' },
    ],
    'GPU-b',
  ],
  [
    'both fit',
    [
      { ...NEW, uuid: 'GPU-a' },
      { ...NEW, uuid: 'GPU-b' },
    ],
    undefined,
  ],
  ['none fits', [{ ...OLD, uuid: 'GPU-a' }], undefined],
  [
    'the other is hidden already',
    [
      { ...OLD, uuid: 'GPU-a', visible: false },
      { ...NEW, uuid: 'GPU-b' },
    ],
    undefined,
  ],
  ['the one that fits has no UUID', [{ ...OLD, uuid: 'GPU-a' }, NEW], undefined],
])('the cards that fit are recorded: %s', (_what, cards, fitting) => {
  expect(machineFacts(withCards(...cards), 'cuda', AMPERE)['cuda.fitting']).toBe(fitting);
});

test('they are of a CUDA variant only, and are no change', () => {
  const snapshot = withCards({ ...OLD, uuid: 'GPU-a' }, { ...NEW, uuid: 'GPU-b' });
  expect(machineFacts(snapshot, 'vulkan', AMPERE)).not.toHaveProperty(['cuda.fitting']);
  const before = machineFacts(snapshot, 'cuda', AMPERE);
  expect(machineChanges(before, machineFacts(snapshot, 'cuda'))).toEqual([]);
});
