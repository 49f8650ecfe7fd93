import type { AvailableWorker } from '@rbee/worker-catalog';
import { expect, test } from 'vitest';
import type { CatalogView } from '../../../src/catalog/catalog-view.js';
import { requireWanted, splitVersion } from '../../../src/commands/install/wanted-worker.js';
import type { CommandContext } from '../../../src/context.js';

const WORKERS = [
  { worker: { id: 'echo', version: '1.0' } },
  { worker: { id: 'llama-cpu', version: '2.0' } },
] as unknown as AvailableWorker[];

const context = {
  openView: async () => ({ available: async () => ({ workers: WORKERS }) }) as unknown as CatalogView,
} as CommandContext;

test.each([
  ['echo', { worker: 'echo' }],
  ['echo@1.0', { worker: 'echo', version: '1.0' }],
  [undefined, { worker: undefined }],
])('%s is read as %j', (word, wanted) => {
  expect(splitVersion(word)).toEqual(wanted);
});

test.each([[['echo@1.0']], [['echo', 'llama']], [['llama@2.0', 'echo']]])('%j is there', async (words) => {
  await expect(requireWanted(words.map(splitVersion), context)).resolves.toBeUndefined();
});

test.each([
  [['echo@2'], 'VERSION_NOT_FOUND'],
  [['echo', 'lama'], 'NOT_IN_REGISTRY'],
])('%j is refused before anything is installed', async (words, code) => {
  await expect(requireWanted(words.map(splitVersion), context)).rejects.toMatchObject({ code });
});
