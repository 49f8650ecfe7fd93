import type { fsync } from 'node:fs';
import type { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { startHttpServer } from '@rbee-internal/test-kit';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { cacheLayout } from '../../../src/cache/layout.js';
import { writeIndexEntry } from '../../../src/cache/store.js';
import { fetchSources } from '../../../src/index.js';
import { hexDigest, request, useWorkspace } from '../../support/workspace.js';

/** What was done to the disk, in order: `flush FILE`, `rename FROM TO`; and the paths of open files by descriptor. */
const { steps, paths } = vi.hoisted(() => ({ steps: [] as string[], paths: new Map<number, string>() }));

// Files of a worker share modules: these are read again with what is replaced, and again after it.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<{ open: typeof open; rename: typeof rename }>();
  return {
    ...original,
    open: async (...args: Parameters<typeof open>) => {
      const handle = await original.open(...args);
      paths.set(handle.fd, String(args[0]));
      return handle;
    },
    rename: async (...[from, to]: Parameters<typeof rename>) => {
      await original.rename(from, to);
      steps.push(`rename ${from} ${to}`);
    },
  };
});

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<{ fsync: typeof fsync }>();
  return {
    ...original,
    fsync: (...[fd, done]: Parameters<typeof fsync>) => {
      steps.push(`flush ${paths.get(fd)}`);
      original.fsync(fd, done);
    },
  };
});

beforeEach(() => void steps.splice(0));

/** The steps with the folders' places as short names, and what is random left out. */
function stepsIn(root: string): string[] {
  return steps.map((step) => step.replaceAll(root, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*'));
}

test('what the cache knows of an address is flushed, gets its name, and the name is flushed', async () => {
  const { cacheDir } = await useWorkspace();
  const layout = cacheLayout(cacheDir);
  await writeIndexEntry('https://h/f', { sha256: 'a'.repeat(64), fetchedAt: 0 }, layout);
  const [flushed, renamed, folder, ...more] = stepsIn(layout.root);
  const name = /^flush \/temporary\/([0-9a-f]{40}\.json\.\*)$/.exec(flushed ?? '')?.[1];
  expect(name).toBeDefined();
  expect(renamed).toBe(`rename /temporary/${name} /index/${name?.replace('.*', '')}`);
  expect([folder, more]).toEqual(['flush /index', []]);
});

test('a download has its name, and that is flushed, before an address leads to it', async () => {
  const workspace = await useWorkspace();
  const { url } = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
  await fetchSources([request(`${url}/f`)], workspace);
  const sha256 = hexDigest('sha256', 'content');
  const object = path.join('/objects', sha256.slice(0, 2), sha256);
  const all = stepsIn(cacheLayout(workspace.cacheDir).root);
  const at = (step: RegExp) => all.findIndex((done) => step.test(done));
  const order = [
    at(new RegExp(`^rename /partials/.*/data ${object}$`)),
    at(new RegExp(`^flush ${path.dirname(object)}$`)),
    at(/^flush \/temporary\/[0-9a-f]{40}\.json\.\*$/),
    at(/^rename \/temporary\/.* \/index\//),
    at(/^flush \/index$/),
  ];
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});
