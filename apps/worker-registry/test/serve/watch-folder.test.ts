import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { openWatch } from '../../src/serve/watch-folder.js';

test('a change between opening and running is seen', async () => {
  const root = await useTempDir();
  const watch = await openWatch(root);
  await writeFile(path.join(root, 'a'), 'x');
  const stop = new AbortController();
  let changes = 0;
  await watch.run({
    signal: stop.signal,
    onChange: async () => {
      changes += 1;
      stop.abort();
    },
  });
  expect(changes).toBe(1);
});

test('one that is stopped before it runs does not look', async () => {
  const root = await useTempDir();
  const watch = await openWatch(root);
  await writeFile(path.join(root, 'a'), 'x');
  let changes = 0;
  await watch.run({
    signal: AbortSignal.abort(),
    onChange: async () => {
      changes += 1;
    },
  });
  expect(changes).toBe(0);
});
