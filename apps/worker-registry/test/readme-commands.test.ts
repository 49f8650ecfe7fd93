import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { createMemoryStore, createRegistryApp } from '../src/app.js';
import { program } from './running-cli.js';

const readme = readFileSync(path.resolve(import.meta.dirname, '../README.md'), 'utf8');
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

test('the README has every command, option, environment variable, route, metric and code', async () => {
  const help = async (...args: string[]) =>
    (await run(process.execPath, [program, ...args, '--help'])).stdout;
  const main = await help();
  const commands = Array.from(main.matchAll(/^ {2}([a-z]+) \[options\]/gm), ([, name = '']) => name);
  expect(commands).toEqual(['serve', 'check', 'new', 'add', 'yank', 'unyank']);
  const texts = await Promise.all(commands.map((name) => help(name)));
  const flags = texts.join('\n').match(/--[a-z][a-z-]+|RBEE_REGISTRY_[A-Z_]+/g) ?? [];
  const app = createRegistryApp({ store: createMemoryStore([]), version: '1' });
  const routes = app.routes
    .filter(({ method, path: each }) => method === 'GET' && each !== '/*')
    .map((each) => each.path);
  const metrics = (await (await app.request('/metrics')).text()).match(/(?<=# TYPE )\w+/g) ?? [];
  const sources = ['findings.ts', 'errors.ts', 'log.ts'].map((file) =>
    readFileSync(path.resolve(import.meta.dirname, '../src', file), 'utf8'),
  );
  const codes = Array.from(
    sources.join('\n').matchAll(/\| '([A-Z_]+)'|event: '([a-z-]+)'/g),
    ([, code, event]) => code ?? event,
  );
  const promised = [...commands, ...flags, ...routes.map((each) => `GET ${each}\``), ...metrics, ...codes];
  expect([flags.length > 10, routes.length, metrics.length, codes.length > 15]).toEqual([true, 11, 6, true]);
  const missing = promised.filter((each) => each !== '--help' && !readme.includes(String(each)));
  expect(missing).toEqual([]);
});
