import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { bundledWorkersFolder, openFolderStore } from '../src/index.js';

test('openFolderStore rejects with the reason of a signal that is aborted before it starts', async () => {
  const reason = { why: 'stopped' };
  expect(
    await rejectionOf(openFolderStore(bundledWorkersFolder, { signal: AbortSignal.abort(reason) })),
  ).toBe(reason);
});

test('openFolderStore rejects with the reason of a signal that is aborted while it reads', async () => {
  const reason = { why: 'stopped' };
  const controller = new AbortController();
  const opening = openFolderStore(bundledWorkersFolder, { signal: controller.signal });
  controller.abort(reason);
  expect(await rejectionOf(opening)).toBe(reason);
});
