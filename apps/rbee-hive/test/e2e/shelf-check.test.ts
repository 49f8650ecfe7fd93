import { execFile } from 'node:child_process';
import { chmod, cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { processesMentioning, useTempDir } from '@rbee-internal/test-kit';
import { bundledWorkersFolder } from 'rbee-worker-registry';
import { expect, test } from 'vitest';
import { CLI } from '../run-hive.js';

const registry = path.resolve(createRequire(import.meta.url).resolve('rbee-worker-registry'), '../cli.js');

test('a row of the shelf is installed, started and asked by the registry, which writes the day', {
  timeout: 60_000,
}, async () => {
  const home = await useTempDir();
  const workers = path.join(home, 'workers');
  const id = 'echo-worker-cpu';
  await cp(path.join(fileURLToPath(bundledWorkersFolder), id), path.join(workers, id), { recursive: true });
  const entry = path.join(workers, id, 'worker.json');
  await writeFile(entry, (await readFile(entry, 'utf8')).replace('"installed-and-answered"', '"parsed"'));
  const hive = path.join(home, 'rbee-hive');
  await writeFile(hive, `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`);
  await chmod(hive, 0o755);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [registry, 'check', '--workers', workers, '--with', hive, '--by', 'hand', '--install'],
    { env: { PATH: process.env.PATH, HOME: home, TMPDIR: home } },
  );
  const date = new Date().toISOString().slice(0, 10);
  const line = `verified: ${id}: now installed-and-answered, hand, ${date}`;
  expect(stdout).toBe(`1 of 1 can be served.\n${line}\n`);
  const { verified } = JSON.parse(await readFile(entry, 'utf8'));
  expect(verified).toEqual({
    ...{ state: 'installed-and-answered', by: 'hand', date, note: 'Built from source.' },
    build: { seconds: expect.any(Number), memory: expect.any(Number), by: 'hand' },
  });
  expect(processesMentioning(home)).toEqual([]);
});
