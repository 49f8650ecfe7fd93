import { expect, test } from 'vitest';
import { newOwnedName, ownerOfName } from '../../src/files/index.js';
import { ownIdentity } from '../../src/process/index.js';

test('a name tells whose it is, and no two are alike', async () => {
  const owner = await ownIdentity();
  const name = newOwnedName(owner);
  expect(ownerOfName(name)).toStrictEqual(owner);
  expect(newOwnedName(owner)).not.toBe(name);
});

test.each(['', 'x', '0'.repeat(20), `${'0'.repeat(20)}-1-2-3-4-5`])('%j tells no owner', (name) => {
  expect(ownerOfName(name)).toBeUndefined();
});
