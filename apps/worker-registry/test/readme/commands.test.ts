import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { createMemoryStore, createRegistryApp } from '../../src/app.js';
import { program } from '../running-cli.js';

const readme = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');
const guide = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/registry.md'), 'utf8');
const run = promisify(execFile);

test('the commands of the README print what it says', async () => {
  const blocks = [...readme.matchAll(/^```sh\n([^`]+)^```\n\n```text\n([^`]+)^```$/gm)];
  expect(blocks.length).toBe(2);
  const cwd = await useTempDir();
  const bin = await useTempDir();
  await writeFile(
    path.join(bin, 'rbee-worker-registry'),
    `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
  );
  await chmod(path.join(bin, 'rbee-worker-registry'), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: cwd };
  for (const [, commands = '', output] of blocks) {
    const { stdout } = await run('sh', ['-ec', commands], { cwd, env });
    expect(stdout).toBe(output);
  }
});

test('the README names every command and route; the guide every route, metric, event and code', async () => {
  const { stdout } = await run(process.execPath, [program, '--help']);
  const commands = Array.from(stdout.matchAll(/^ {2}([a-z]+) \[options\]/gm), ([, name = '']) => name);
  expect(commands).toEqual(['serve', 'check', 'new', 'import', 'add', 'yank', 'unyank', 'sign', 'publish']);
  const app = createRegistryApp({ store: createMemoryStore([]), version: '1' });
  const routes = app.routes
    .filter(({ method, path: each }) => method === 'GET' && each !== '/*')
    .map((each) => `GET ${each.path}\``);
  const metrics = (await (await app.request('/metrics')).text()).match(/(?<=# TYPE )\w+/g) ?? [];
  const sources = ['check/findings.ts', 'serve/log.ts'].map((file) =>
    readFileSync(path.resolve(import.meta.dirname, '../../src', file), 'utf8'),
  );
  const codes = Array.from(
    sources.join('\n').matchAll(/\| '([A-Z_]+)'|event: '([a-z-]+)'/g),
    ([, code, event = '']) => code ?? event,
  );
  expect([routes.length, metrics.length, codes.length > 15]).toEqual([11, 6, true]);
  expect([...commands, ...routes].filter((each) => !readme.includes(each))).toEqual([]);
  expect([...routes, ...metrics, ...codes].filter((each) => !guide.includes(each))).toEqual([]);
});
