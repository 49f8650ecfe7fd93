import type { LookupAddress } from 'node:dns';
import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { createAddressGuard } from '../../src/network/address-guard.js';
import { checkedTunnel } from '../../src/network/checked-tunnel.js';

/** A tunnel to this place, with a look-up that finds these addresses, or nothing. */
function useTunnel(path: string, addresses?: readonly LookupAddress[]) {
  const refused: string[] = [];
  const guard = createAddressGuard({
    onForbidden: ({ message }) => refused.push(message),
    lookup: (_host, _how, callback) =>
      addresses === undefined ? callback(new Error('ENOTFOUND'), '') : callback(null, [...addresses]),
  });
  return {
    refused,
    tunnel: checkedTunnel({ origin: 'http://proxy.test', path, headers: { a: 'b' } }, guard),
  };
}

const IPV6 = { address: '2606:4700::1111', family: 6 };

test.each([
  ['example.org:443', [IPV6], '[2606:4700::1111]:443'],
  ['example.org:80', [IPV6, { address: '8.8.8.8', family: 4 }], '8.8.8.8:80'],
  ['[2606:4700::1111]:8080', undefined, '[2606:4700::1111]:8080'],
  ['8.8.8.8:80', undefined, '8.8.8.8:80'],
])('a tunnel to %s goes to an address', async (path, addresses, expected) => {
  const { tunnel } = useTunnel(path, addresses);
  expect(await tunnel).toMatchObject({ path: expected, headers: { a: 'b', host: expected } });
});

test('one to a name that cannot be resolved here is refused', async () => {
  const { tunnel, refused } = useTunnel('inside.test:443');
  expect(await rejectionOf(tunnel)).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
  expect(refused).toEqual([expect.stringContaining('inside.test cannot be resolved on this machine')]);
});

test.each(['[::1]:443', 'fe80::1:443', ':443', 'nothing'])('one to %s is refused', async (path) => {
  const { tunnel, refused } = useTunnel(path);
  expect(await rejectionOf(tunnel)).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
  expect(refused).toHaveLength(1);
});
