import type { WorkerRow } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import { upgradeOffer } from '../../../src/model/verdict/upgrade-offer.js';

type Row = Pick<WorkerRow, 'verdict'>;

function row(workerId: string, state: string, reasons: readonly object[] = []): Row {
  return { verdict: { workerId, state, reasons } } as unknown as Row;
}

const needsNetwork = {
  weight: 'obstacle',
  action: { type: 'install-with', settings: { network: { prepare: ['cargo'] } } },
};

it('each upgrade has the settings that it needs, and what needs more is left out', () => {
  const rows = [
    row('a', 'update-available'),
    row('b', 'update-available', [needsNetwork]),
    row('c', 'update-available', [{ weight: 'obstacle', action: undefined }]),
    row('d', 'installed'),
    row('e', 'installable'),
  ];
  expect(upgradeOffer(rows)).toEqual({
    text: 'Upgrade all 2 with network',
    operations: [
      { operation: 'worker_upgrade', worker: 'a' },
      { operation: 'worker_upgrade', worker: 'b', network: { prepare: ['cargo'] } },
    ],
  });
});

it('one is no `all`, and none is nothing', () => {
  expect(upgradeOffer([row('a', 'update-available')])?.text).toBe('Upgrade 1 worker');
  expect(upgradeOffer([row('d', 'installed')])).toBeUndefined();
});
