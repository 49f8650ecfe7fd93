import { access, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../../src/api.js';
import { canMount, mountTmpfs } from '../../mounts.js';
import { recipe } from '../../recipes.js';
import { clientOf, until, useDaemon } from '../../support.js';

const LINES = 20;

/** Prints line after line once the file is there, until not even a last event fits into the disk's last block. */
function waitThenPrint(file: string, ending: string) {
  const wait = `until [[ -e ${file} ]]; do sleep 0.05; done`;
  const print = `for line in {1..${LINES}}; do printf 'line %0300d\\n' $line; sleep 0.06; done`;
  return { pkgbuild: recipe('chatty', '', { lines: `build() { ${wait}; ${print}; ${ending}; }` }) };
}

/** Takes all the room that is left. */
async function fill(folder: string): Promise<void> {
  for (const bytes of [1 << 20, 1 << 16, 1 << 12]) {
    for (let count = 0; ; count += 1) {
      const error = await writeFile(path.join(folder, `fill-${bytes}-${count}`), Buffer.alloc(bytes)).then(
        () => undefined,
        (reason: NodeJS.ErrnoException) => reason,
      );
      if (error === undefined) continue;
      expect(error.code).toBe('ENOSPC');
      break;
    }
  }
}

describe.each(canMount() ? ['tmpfs'] : [])('where the state folder has a disk of its own (%s)', () => {
  test.each([
    ['succeeded', 'true'],
    ['failed', 'false'],
  ])(
    'a job that %s while it is full has an end, for its reader and for the next daemon',
    async (state, ending) => {
      const stateDir = await useTempDir();
      mountTmpfs(stateDir, '4m');
      const file = path.join(await useTempDir(), 'go');
      const first = await useDaemon({ stateDir, workers: { chatty: waitThenPrint(file, ending) } });
      const { id } = await first.post({ operation: 'worker_install', worker: 'chatty', sandbox: 'off' });
      const look = async (url: string) => (await clientOf(url).call<Job>('GET', `/v1/jobs/${id}`)).body;
      await until('it builds', async () => (await look(first.url)).step === 'build');
      const followed = first.events(id);
      await fill(stateDir);
      await writeFile(file, '');

      const told = await followed;
      expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
      const printed = told.filter(({ event }) => event.type === 'output').length;
      expect(printed).toBeLessThan(LINES);
      expect(told.slice(-2).map(({ event }) => event)).toMatchObject([
        { type: 'note', text: expect.stringContaining('ENOSPC') },
        { type: 'job-state', job: { state, events: told.length, endedAt: expect.any(String) } },
      ]);
      const job = await look(first.url);
      expect(job).toMatchObject({ state, events: told.length });
      await expect(access(path.join(stateDir, 'jobs', id, 'reserve'))).rejects.toThrow('ENOENT');

      await first.daemon.stop();
      const next = await useDaemon({ stateDir, catalog: first.catalog });
      expect(await look(next.url)).toEqual(job);
      expect(await next.events(id)).toEqual(told);
    },
  );

  test('a job that the full disk has no room for is refused', async () => {
    const stateDir = await useTempDir();
    mountTmpfs(stateDir, '4m');
    const { call } = await useDaemon({ stateDir });
    await fill(stateDir);
    expect(await call('POST', '/v1/jobs', { operation: 'catalog_repair' })).toMatchObject({
      status: 500,
      body: { error: { code: 'INTERNAL', message: expect.stringContaining('ENOSPC') } },
    });
    expect(await readdir(path.join(stateDir, 'jobs'))).toEqual([]);
  });
});

test('file systems can be mounted where every tool is required', () => {
  expect(process.env.RBEE_REQUIRE_TOOLS === '1' ? canMount() : true).toBe(true);
});
