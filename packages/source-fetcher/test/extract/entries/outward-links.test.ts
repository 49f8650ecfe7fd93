import { expect, test } from 'vitest';
import { findOutwardLinks, tellOutwardLinks } from '../../../src/extract/entries/outward-links.js';

const outward = (links: Record<string, string>) => findOutwardLinks(new Map(Object.entries(links)));

test.each<[string, Record<string, string>, string[]]>([
  ['within the root', { a: 'b', 'd/e': '../f', 'd/g': '../d/../h', r: '.' }, []],
  ['absolute', { a: '/etc', b: '/' }, ['a', 'b']],
  ['up and out', { a: '..', 'd/b': '../../x', 'd/c': '..' }, ['a', 'd/b']],
  ['out and in again', { 'd/a': '../../root/d' }, ['d/a']],
  ['up through another', { up: 'd/e', out: 'up/../../..', in: 'up/../..' }, ['out']],
  ['up through one that shortens the path', { 'd/here': '..', out: 'd/here/..' }, ['out']],
  ['through one that is absolute', { a: '/x', b: 'a/y' }, ['a', 'b']],
  ['in a circle', { a: 'b', b: 'a', c: 'c' }, []],
  ['through what is not there', { a: 'none/../x', b: 'none/../..' }, ['b']],
])('links %s', (_, links, expected) => {
  expect(outward(links)).toEqual(expected);
});

test('a chain that the kernel would still follow is followed, a longer one is not', () => {
  const chain = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, at) => [`l${at}`, at === 0 ? '..' : `l${at - 1}`]));
  expect(outward(chain(40))).toHaveLength(40);
  expect(outward(chain(42))).toHaveLength(40);
});

test('what is told is bounded and shows no control characters', () => {
  const events: unknown[] = [];
  const links = new Map(Array.from({ length: 30 }, (_, at) => [`l${at}\n`, '/x\u001b']));
  tellOutwardLinks('a.tar', links, { emit: (event) => void events.push(event) });
  expect(events).toMatchObject([{ type: 'outward-links', name: 'a.tar', count: 30 }]);
  expect(events).toHaveLength(1);
  const [{ links: shown }] = events as [{ links: { path: string; target: string }[] }];
  expect(shown).toHaveLength(10);
  expect(shown[0]).toEqual({ path: 'l0\\u000a', target: '/x\\u001b' });
});
