import { listTree, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { useChildren } from '../support/children.js';
import { isWhole, openCatalog } from '../support/scenarios.js';

const startChild = useChildren();

const PROCESSES = 50;

test('fifty processes that add, read and remove tear nothing and lose nothing', {
  timeout: 180_000,
}, async () => {
  const catalog = await openCatalog(await useTempDir());
  const names = Array.from({ length: PROCESSES }, (_, index) => `process-${String(index).padStart(2, '0')}`);
  const ends = await Promise.all(names.map((name) => startChild('churn', catalog.root, name).end));
  expect(ends).toStrictEqual(Array(PROCESSES).fill({ code: 0, signal: null, output: '' }));
  const listed = await catalog.list();
  expect(listed.map(({ id }) => id)).toStrictEqual(names.flatMap((name) => [`${name}-0`, `${name}-2`]));
  for (const worker of listed) expect(await isWhole(worker)).toBe(true);
  expect(await catalog.problems()).toStrictEqual([]);
  expect((await listTree(catalog.root)).filter((name) => name.startsWith('@'))).toStrictEqual(['@staging/']);
});
