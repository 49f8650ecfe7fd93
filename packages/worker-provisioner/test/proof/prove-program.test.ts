import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  installed,
  processesMentioning,
  rejectionOf,
  startHttpServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type ProveOptions, proveProgram } from '../../src/proof/prove-program.js';

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
    probe: 'version',
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

describe.runIf(installed('bwrap'))('a program in the sandbox', () => {
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
    await prove(file, { probe: 'health', sandbox });
    expect(processesMentioning(file)).toEqual([]);
  });

  test('has a queen to send heartbeats to', async () => {
    const file = await node(`
      const queen = process.argv[process.argv.indexOf('--queen-url') + 1];
      fetch(queen + '/heartbeat', { method: 'POST', body: '{}' }).then((answer) => {
        if (answer.ok) { ${SERVER(200)} }
      });`);
    await expect(prove(file, { probe: 'health', sandbox })).resolves.toBeUndefined();
  });

  test.each([
    [SERVER(503), 'it answered 503'],
    ['console.error("no GPU"); process.exit(1)', 'exit code 1. It printed:\n  no GPU'],
    ['setTimeout(() => {}, 60_000)', '/health did not answer in time'],
  ])('otherwise refuses it (%#)', async (body, message) => {
    const file = await node(body);
    expect(
      await rejectionOf(prove(file, { probe: 'health', sandbox, timeoutMilliseconds: 2_000 })),
    ).toMatchObject({ code: 'NOT_PROVEN', message: expect.stringContaining(message) });
    expect(processesMentioning(file)).toEqual([]);
  });

  test('can be cancelled', async () => {
    const file = await node('setTimeout(() => {}, 60_000)');
    const controller = new AbortController();
    const proving = rejectionOf(
      prove(file, { probe: 'health', sandbox, timeoutMilliseconds: 60_000, signal: controller.signal }),
    );
    setTimeout(() => controller.abort('enough'), 300);
    expect(await proving).toBe('enough');
    expect(processesMentioning(file)).toEqual([]);
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
  await proveProgram('/nonexistent/program', { ...options, probe: 'none' });
  expect(existsSync('/nonexistent')).toBe(false);
});
