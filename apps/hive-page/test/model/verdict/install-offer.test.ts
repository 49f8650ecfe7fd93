import { expect, it } from 'vitest';
import { installOffer, installText, type VerdictReason } from '../../../src/model/verdict/install-offer.js';

const NETWORK: VerdictReason = {
  ...{ code: 'NETWORK_NEEDED', missing: 'network', weight: 'blocked', message: 'It reaches cargo.' },
  action: { type: 'install-with', settings: { network: { build: ['planned'] } } },
};
const DRIVER: VerdictReason = {
  ...{ code: 'NO_DRIVER', missing: 'driver', weight: 'blocked', message: 'There is no driver.' },
};
const ADVICE: VerdictReason = { ...DRIVER, code: 'SANDBOX', missing: 'sandbox', weight: 'advice' };

it('offers to install, or to upgrade, where nothing stands in the way', () => {
  expect(installOffer({ workerId: 'w', state: 'installable', reasons: [ADVICE] })).toEqual({
    text: 'Install',
    operation: { operation: 'worker_install', worker: 'w' },
  });
  expect(installOffer({ workerId: 'w', state: 'update-available', reasons: [] })).toEqual({
    text: 'Upgrade',
    operation: { operation: 'worker_upgrade', worker: 'w' },
  });
});

it('offers the settings that a verdict asks for, by their name', () => {
  const network = { build: ['planned'] };
  expect(installOffer({ workerId: 'w', state: 'blocked', reasons: [NETWORK, ADVICE] })).toEqual({
    text: 'Install with network',
    operation: { operation: 'worker_install', worker: 'w', network },
  });
  expect(installOffer({ workerId: 'w', state: 'update-available', reasons: [NETWORK] })).toEqual({
    text: 'Upgrade with network',
    operation: { operation: 'worker_upgrade', worker: 'w', network },
  });
});

it('offers nothing that would fail', () => {
  for (const state of ['unsupported', 'installed'] as const)
    expect(installOffer({ workerId: 'w', state, reasons: [] })).toBeUndefined();
  expect(installOffer({ workerId: 'w', state: 'blocked', reasons: [NETWORK, DRIVER] })).toBeUndefined();
});

it('names what is unusual', () => {
  expect(installText('Install', { force: true })).toBe('Rebuild');
  expect(installText('Install', { network: false })).toBe('Install');
  expect(installText('Upgrade', { network: true, ignoreMissing: true })).toBe(
    'Upgrade with network, dependencies missing',
  );
});
