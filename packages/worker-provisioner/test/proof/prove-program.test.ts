import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  describeWith,
  installed,
  processesMentioning,
  rejectionOf,
  startHttpServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import type { WorkerLaunch } from '@rbee-internal/worker-launch';
import { describe, expect, test } from 'vitest';
import type { ProveOptions } from '../../src/proof/confinement.js';
import { proveProgram } from '../../src/proof/prove-program.js';

const env = { PATH: process.env.PATH, HOME: process.env.HOME, TOKEN: 's3cret', RBEE_LICENSE_TOKEN: 's3cret' };
const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const SANDBOXES = installed('bwrap') ? (['require', 'off'] as const) : (['off'] as const);

async function program(content: string | Buffer, mode = 0o755): Promise<string> {
  const file = path.join(await useTempDir(), 'tree/program');
  await mkdir(path.dirname(file));
  await writeFile(file, content, { mode });
  return file;
}

const shell = (body: string) => program(`#!/bin/sh\n${body}\n`);
const node = (body: string) => program(`#!${process.execPath}\n${body}\n`);
const SERVER = (status: number) => `
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
require('node:http').createServer((_request, response) => response.writeHead(${status}).end()).listen(port, '127.0.0.1');
`;

async function prove(file: string, more: Partial<ProveOptions> = {}) {
  const workDir = path.join(path.dirname(path.dirname(file)), 'work');
  await mkdir(workDir, { recursive: true });
  const tree = path.dirname(file);
  await proveProgram(file, {
    probe: { kind: 'version', args: ['--version'] },
    version: '1.0',
    tree,
    workDir,
    env,
    architecture,
    timeoutMilliseconds: 10_000,
    ...more,
  });
}

describe.each(SANDBOXES)('--version (sandbox: %s)', (sandbox) => {
  test('with exit code 0 proves a program', async () => {
    const file = await shell('[ "$*" = --version ] && [ -z "$TOKEN$RBEE_LICENSE_TOKEN" ]');
    await prove(file, { sandbox });
    expect(processesMentioning(file)).toEqual([]);
  });

  test('has a home, a folder for temporary files, and what chooses the devices', async () => {
    const file = await shell(`
      [ -d "$HOME" ] && [ "$HOME" != "$REAL_HOME" ] && touch "$HOME/x" && [ -d "$TMPDIR" ] && touch "$TMPDIR/x" || exit 1
      case $XDG_CACHE_HOME in $HOME/*) ;; *) exit 2;; esac
      [ "$CUDA_VISIBLE_DEVICES,$CUDA_DEVICE_ORDER" = 1,PCI_BUS_ID ] || exit 3
      [ "$HIP_VISIBLE_DEVICES,$ROCR_VISIBLE_DEVICES,$HSA_OVERRIDE_GFX_VERSION" = 0,0,10.3.0 ] || exit 4
      [ "$GGML_VK_VISIBLE_DEVICES,$VK_ICD_FILENAMES" = 2,/etc/x.json ] || exit 5`);
    const proving = prove(file, {
      sandbox,
      env: {
        ...env,
        ...{ CUDA_VISIBLE_DEVICES: '1', CUDA_DEVICE_ORDER: 'PCI_BUS_ID', GGML_VK_VISIBLE_DEVICES: '2' },
        ...{ HIP_VISIBLE_DEVICES: '0', ROCR_VISIBLE_DEVICES: '0', HSA_OVERRIDE_GFX_VERSION: '10.3.0' },
        VK_ICD_FILENAMES: '/etc/x.json',
      },
    });
    await expect(proving).resolves.toBeUndefined();
  });

  test.each([
    [
      'echo "no such library: libx.so" >&2; exit 127',
      /exit code 127\. It printed:\n {2}no such library: libx\.so$/,
    ],
    ['kill -SEGV $$', /it was ended by SIGSEGV|exit code 139/],
    ['sleep 60', /it did not end within 700 ms/],
  ])('of a program that does %j refuses it', async (body, message) => {
    const file = await shell(body);
    expect(await rejectionOf(prove(file, { sandbox, timeoutMilliseconds: 700 }))).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringMatching(message),
    });
    expect(processesMentioning(file)).toEqual([]);
  });

  test('of a file that is not a program refuses it', async () => {
    expect(await rejectionOf(prove(await program('\u007fELF nonsense'), { sandbox }))).toMatchObject({
      code: 'NOT_PROVEN',
    });
  });

  test('that prints without end refuses the program, and keeps little of it', async () => {
    const file = await shell('head -c 30000000 /dev/zero | tr "\\0" x');
    const before = process.memoryUsage().rss;
    expect(await rejectionOf(prove(file, { sandbox, timeoutMilliseconds: 60_000 }))).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringContaining('printed more than 262144 bytes'),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test.each([0, 1])('leaves no process that left its session (exit code %d)', async (code) => {
    const seconds = `${randomInt(100_000, 999_999)}`;
    const file = await shell(`setsid sleep ${seconds} & ( setsid sleep ${seconds} & ); exit ${code}`);
    await rejectionOf(prove(file, { sandbox })).catch(() => undefined);
    expect(processesMentioning(`sleep ${seconds}`)).toEqual([]);
  });
});

describeWith('bwrap', 'a program in the sandbox', () => {
  test('sees no environment but its own, no home, and no server of this machine', async () => {
    const server = await startHttpServer({ '/': { type: 'body', body: 'x' } });
    const secret = path.join(await useTempDir(), 'secret');
    await writeFile(secret, 's3cret');
    const file = await node(`
      const fs = require('node:fs');
      const readable = (file) => { try { return fs.readFileSync(file, 'latin1'); } catch { return ''; } };
      const environs = fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).map((pid) => readable('/proc/' + pid + '/environ'));
      if (environs.join().includes('s3cret')) throw new Error('an environment with the token');
      if (readable(${JSON.stringify(secret)})) throw new Error('a file of the user');
      require('node:http').get('${server.url}', () => process.exit(3)).on('error', () => process.exit(0));`);
    await prove(file, { sandbox: 'require' });
    expect(server.requests).toEqual([]);
  });

  test('may not change what is packaged', async () => {
    const file = await shell('cd "$(dirname "$0")"; echo x > added || true; echo x >> program || true');
    await prove(file, { sandbox: 'require' });
    expect(await readdir(path.dirname(file))).toEqual(['program']);
  });
});

describe.each(SANDBOXES)('/health (sandbox: %s)', (sandbox) => {
  test('answered 2xx proves a program, which is then stopped', async () => {
    const file = await node(SERVER(200));
    await prove(file, { probe: { kind: 'health' }, sandbox });
    expect(processesMentioning(file)).toEqual([]);
  });

  test('has a queen to send heartbeats to', async () => {
    const file = await node(`
      const queen = process.argv[process.argv.indexOf('--queen-url') + 1];
      fetch(queen + '/heartbeat', { method: 'POST', body: '{}' }).then((answer) => {
        if (answer.ok) { ${SERVER(200)} }
      });`);
    await expect(prove(file, { probe: { kind: 'health' }, sandbox })).resolves.toBeUndefined();
  });

  test.each([
    [SERVER(503), 'it answered 503'],
    ['console.error("no GPU"); process.exit(1)', 'exit code 1. It printed:\n  no GPU'],
    ['setTimeout(() => {}, 60_000)', '/health did not answer in time'],
  ])('otherwise refuses it (%#)', async (body, message) => {
    const file = await node(body);
    expect(
      await rejectionOf(prove(file, { probe: { kind: 'health' }, sandbox, timeoutMilliseconds: 2_000 })),
    ).toMatchObject({ code: 'NOT_PROVEN', message: expect.stringContaining(message) });
    expect(processesMentioning(file)).toEqual([]);
  });

  test('can be cancelled', async () => {
    const file = await node('setTimeout(() => {}, 60_000)');
    const controller = new AbortController();
    const proving = rejectionOf(
      prove(file, {
        probe: { kind: 'health' },
        sandbox,
        timeoutMilliseconds: 60_000,
        signal: controller.signal,
      }),
    );
    setTimeout(() => controller.abort('enough'), 300);
    expect(await proving).toBe('enough');
    expect(processesMentioning(file)).toEqual([]);
  });
});

describe('the text that is expected', () => {
  const expecting = (expect: string) => ({ probe: { kind: 'version', args: ['-V'], expect } }) as const;

  test('is looked for in both streams', async () => {
    const file = await shell('[ "$*" = -V ] && echo loading && echo "version: 0.5.0 (build 1)" >&2');
    await expect(prove(file, expecting('version: 0.5.0'))).resolves.toBeUndefined();
  });

  test('must be there', async () => {
    const file = await shell('echo "version: 0.4.9"');
    expect(await rejectionOf(prove(file, expecting('version: 0.5.0')))).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringContaining('its output does not contain version: 0.5.0'),
    });
  });
});

test.each(['usage: worker [options]', '\n  Usage: worker -m MODEL'])(
  'how it is used, with exit code 0, proves nothing (%#)',
  async (usage) => {
    const file = await shell(`printf '${usage}' >&2`);
    expect(await rejectionOf(prove(file))).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringContaining('it printed how it is used'),
    });
  },
);

test('how it is used beside its version proves it', async () => {
  await expect(prove(await shell('echo "worker 1.0"; echo "usage: worker"'))).resolves.toBeUndefined();
});

describe.each(SANDBOXES)('a real request (sandbox: %s)', (sandbox) => {
  const TRANSCRIBER = `
    const { createServer } = require('node:http');
    const { readFileSync } = require('node:fs');
    const [, , at, model] = process.argv;
    readFileSync(model);
    createServer((request, response) => {
      if (request.url === '/ready') return response.writeHead(204).end();
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const form = Buffer.concat(chunks).toString('latin1');
        const isWhole = /name="file"; filename="words.wav"/.test(form) && form.includes('RIFF');
        response.writeHead(isWhole ? 200 : 400).end(JSON.stringify({ text: 'ask not', url: request.url }));
      });
    }).listen(Number(at), '127.0.0.1');`;
  const launch: WorkerLaunch = {
    args: ['{port}', '{model}'],
    health: { path: '/ready', status: [204] },
    ...{ api: 'whisper', tasks: ['transcription'], formats: ['ggml'], heartbeat: 'hive' },
  };
  const probe = {
    kind: 'request',
    path: '/v1/audio/transcriptions',
    model: 'tiny.bin',
    file: 'words.wav',
  } as const;

  async function transcriber() {
    const file = await node(TRANSCRIBER);
    await writeFile(path.join(path.dirname(file), 'tiny.bin'), 'model');
    await writeFile(path.join(path.dirname(file), 'words.wav'), 'RIFF');
    return file;
  }

  test('is sent with the launch of the entry and a file of the package', async () => {
    const file = await transcriber();
    await expect(
      prove(file, { sandbox, launch, probe: { ...probe, expect: 'ask not' } }),
    ).resolves.toBeUndefined();
    expect(processesMentioning(file)).toEqual([]);
  });

  test.each([
    ['another text', { ...probe, expect: 'ask what' }, 'does not contain ask what'],
    ['an error', { ...probe, file: 'tiny.bin' }, 'POST /v1/audio/transcriptions was answered with 400'],
  ])('proves nothing by %s', async (_name, asked, message) => {
    const file = await transcriber();
    expect(await rejectionOf(prove(file, { sandbox, launch, probe: asked }))).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringContaining(message),
    });
    expect(processesMentioning(file)).toEqual([]);
  });
});

test.each(['missing.bin', 'out.bin'])('a file that is not in the package is refused (%s)', async (model) => {
  const file = await node(SERVER(200));
  await symlink('/etc/hostname', path.join(path.dirname(file), 'out.bin'));
  expect(await rejectionOf(prove(file, { probe: { kind: 'health', model } }))).toMatchObject({
    code: 'NOT_PROVEN',
    message: expect.stringContaining(`the package has no ${model}`),
  });
});

test('a launch whose values the probe does not give is refused', async () => {
  const launch = {
    args: ['-m', '{model}'],
    api: 'openai',
    tasks: [],
    formats: [],
    heartbeat: 'hive',
  } as const;
  const file = await node(SERVER(200));
  expect(await rejectionOf(prove(file, { launch, probe: { kind: 'health' } }))).toMatchObject({
    code: 'REGISTRY_INVALID',
    message: expect.stringContaining('{model}'),
  });
});

test('none starts nothing', async () => {
  const options = {
    env,
    architecture,
    tree: '/nonexistent',
    workDir: '/nonexistent',
    timeoutMilliseconds: 1,
  };
  await proveProgram('/nonexistent/program', { ...options, probe: { kind: 'none' }, version: '1.0' });
  expect(existsSync('/nonexistent')).toBe(false);
});
