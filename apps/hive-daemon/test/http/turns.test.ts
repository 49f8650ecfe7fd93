import { expect, test } from 'vitest';
import { Turns } from '../../src/http/turns.js';

test('all get their turn, in order, and others are served in between', async () => {
  const turns = new Turns();
  const order: (number | string)[] = [];
  const readers = Array.from({ length: 100 }, async (_, index) => {
    await turns.next();
    order.push(index);
  });
  setImmediate(() => order.push('other'));
  await Promise.all(readers);
  expect(order.filter((one) => one !== 'other')).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(order.indexOf('other')).toBe(32);
});
