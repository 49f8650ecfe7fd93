import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testWith, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { CLI, type HiveResult, startHive } from '../run-hive.js';
import { startInTerminal } from '../run-in-terminal.js';
import { startServe } from '../start-serve.js';

const PROGRAM = path.join(import.meta.dirname, 'engine-program.mjs');

interface Engine {
  readonly id: string;
  readonly api: string;
  readonly task: string;
  readonly format: string;
}

const ENGINES: readonly Engine[] = [
  { id: 'chatty', api: 'openai', task: 'chat', format: 'gguf' },
  { id: 'scribe', api: 'whisper', task: 'transcription', format: 'ggml' },
  { id: 'painter', api: 'sd', task: 'image', format: 'safetensors' },
];

/** A folder recipe of a worker that has an engine's API. */
async function writeRecipe(home: string, { id, api, task, format }: Engine): Promise<string> {
  const folder = path.join(home, id);
  await mkdir(folder);
  const program = `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`;
  await writeFile(path.join(folder, id), program);
  await writeFile(
    path.join(folder, 'PKGBUILD'),
    `pkgname=${id}\npkgver=1\npkgrel=1\narch=(any)\nsource=(${id})\nsha256sums=(SKIP)\npackage() { install -Dm755 ${id} "$pkgdir/usr/bin/${id}"; }\n`,
  );
  const launch = {
    args: ['--port', '{port}', '-m', '{model}'],
    ...{ api, tasks: [task], formats: [format], heartbeat: 'hive' },
  };
  const entry = {
    ...{ id, name: id, version: '1', worker_type: 'cpu', probe: 'none', launch },
    ...{ platforms: ['linux', 'macos'], architectures: ['x86_64', 'aarch64'] },
  };
  await writeFile(path.join(folder, 'worker.json'), JSON.stringify(entry));
  return folder;
}

/** A home with a daemon and the engines, and what runs the command line there. */
async function useTalkers(engines: readonly Engine[] = ENGINES) {
  const home = await useTempDir();
  for (const name of ['tiny.gguf', 'speech.bin', 'tiny.safetensors'])
    await writeFile(path.join(home, name), name);
  await writeFile(path.join(home, 'talk.wav'), 'RIFF');
  await startServe({ home });
  const hive = (...args: string[]): Promise<HiveResult> => startHive(['--plain', ...args], { home }).ended;
  for (const engine of engines) {
    const { exitCode, stderr } = await hive('install', '--from', await writeRecipe(home, engine));
    expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
  }
  return { home, hive };
}

/** Runs with something on standard input. */
function hiveWithInput(home: string, args: readonly string[], input: string): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: home };
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: home,
    env: { ...env, XDG_CACHE_HOME: `${home}/cache`, XDG_STATE_HOME: `${home}/state` },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.end(input);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return new Promise((resolve) => child.on('close', () => resolve(text)));
}

testWith('script', 'a conversation at a terminal', { timeout: 120_000 }, async () => {
  const { home, hive } = await useTalkers(ENGINES.slice(0, 1));
  const terminal = startInTerminal(['run', 'tiny.gguf', '--worker', 'chatty', '--yes'], { home });
  await terminal.shows(/You talk to tiny.*\n> ?$/s);
  terminal.type('abc\r');
  // The thinking is shown apart; what would steer the terminal is not.
  await terminal.shows(/hm\n\nYou said abc\. 1 messages\. red\n> ?$/s);
  terminal.type('too long\r');
  await terminal.shows(/exceeds the context size[^>]*\n> ?$/s);
  terminal.type('endless\r');
  await terminal.shows(/la la la/);
  terminal.type('\u0003');
  await terminal.shows(/la\s*\n> ?$/s);
  terminal.type('more\r');
  // The failed question is not part of it; the answer that was stopped is.
  await terminal.shows(/You said more\. 5 messages\./);
  terminal.type('/clear\rnew\r');
  await terminal.shows(/You said new\. 1 messages\./);
  terminal.type('\u0003');
  await terminal.shows(/Ctrl-C again, or \/bye, ends it\./);
  terminal.type('/bye\r');
  expect(await terminal.ended).toBe(0);
  expect((await hive('logs', 'chatty')).stdout).toContain('the reader left');
});

test('one answer, what is said in a file, and an image', { timeout: 120_000 }, async () => {
  const { home, hive } = await useTalkers();
  const run = await hive('run', 'tiny.gguf', 'abc', '--worker', 'chatty', '--yes', '--context', '64');
  expect([run.exitCode, run.stdout]).toEqual([0, 'You said abc. 1 messages. red\n']);
  expect(await hiveWithInput(home, ['chat', 'tiny', '--once'], 'by pipe\n')).toBe(
    'You said by pipe. 1 messages. red\n',
  );
  // Another file of the same name is another model.
  await mkdir(path.join(home, 'other'));
  await writeFile(path.join(home, 'other', 'tiny.gguf'), 'other');
  const other = await hive('run', 'other/tiny.gguf', 'abc', '--yes', '--worker', 'chatty');
  expect(other.stderr).toContain('other/tiny is served by chatty');
  const failed = await hive('chat', 'tiny', 'too long');
  expect([failed.exitCode, failed.stderr]).toEqual([1, expect.stringContaining('exceeds the context size')]);
  const unknown = (await hive('chat', 'unknown', 'abc')).stderr;
  expect(unknown).toContain('does not exist.\nhint rbee-hive run MODEL serves one');
  expect(unknown).not.toContain('GET ');
  expect((await hive('transcribe', 'talk.wav')).stderr).toContain(
    'No model is served that does transcription',
  );
  await hive('spawn', 'scribe', '--model', 'speech.bin');
  await hive('spawn', 'painter', '--model', 'tiny.safetensors', '--model-id', 'paint');
  const heard = await hive('transcribe', 'talk.wav', '--language', 'en');
  expect([heard.exitCode, heard.stdout, heard.stderr]).toEqual([0, 'heard it\n', expect.anything()]);
  expect(await hive('transcribe', 'missing.wav')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^error FILE_UNREADABLE missing\.wav cannot be read: ENOENT/m),
  });
  const image = await hive('imagine', 'a', 'bee', '--output', 'bee.png', '--size', '64x64');
  expect(image.exitCode).toBe(0);
  expect((await readFile(path.join(home, 'bee.png'))).toString('latin1', 1, 4)).toBe('PNG');
  // What is there is not written over.
  const twice = await hive('imagine', 'a', 'bee', '--output', 'bee.png');
  expect([twice.exitCode, twice.stderr]).toEqual([1, expect.stringContaining('FILE_EXISTS')]);
  // A start repeats the options of the last one.
  await hive('spawn', 'chatty', '--model', 'tiny.gguf', '--gpu', 'none', '--name', 'first');
  const again = await hive('--json', 'spawn', 'chatty', '--name', 'second');
  expect(again.stdout).toContain('"gpu":"none"');
  expect((await hive('settings', 'list')).stdout).toMatch(/^chatty +model=\S+ gpu=none/m);
  expect((await hive('stop', 'second')).exitCode).toBe(0);
  expect((await hive('ps', '--prune')).stderr).toContain('forgotten');
});
