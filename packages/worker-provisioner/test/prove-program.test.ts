import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { proveProgram } from '../src/prove-program.js';

const env = { PATH: process.env.PATH, TOKEN: 's3cret' };

async function program(script: string): Promise<string> {
  const file = path.join(await useTempDir(), 'program');
  await writeFile(file, script, { mode: 0o755 });
  return file;
}

const shell = (body: string) => program(`#!/bin/sh\n${body}\n`);
const node = (body: string) => program(`#!${process.execPath}\n${body}\n`);
const SERVER = (status: number) => `
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
require('node:http').createServer((_request, response) => response.writeHead(${status}).end()).listen(port, '127.0.0.1');
`;

describe('--version', () => {
  test('with exit code 0 proves a program', async () => {
    const file = await shell('[ "$*" = --version ] && [ -z "$TOKEN" ]');
    await proveProgram(file, { probe: 'version', env, timeoutMilliseconds: 10_000 });
    expect(processesMentioning(file)).toEqual([]);
  });

  test.each([
    [
      'echo "no such library: libx.so" >&2; exit 127',
      /exit code 127\. It printed:\n {2}no such library: libx\.so$/,
    ],
    ['kill -SEGV $$', /it was ended by SIGSEGV\. It printed nothing\.$/],
    ['sleep 60', /it did not end within 300 ms/],
  ])('of a program that does %j refuses it', async (body, message) => {
    const file = await shell(body);
    expect(
      await rejectionOf(proveProgram(file, { probe: 'version', env, timeoutMilliseconds: 300 })),
    ).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringMatching(message),
    });
    expect(processesMentioning(file)).toEqual([]);
  });

  test('of a file that is no program refuses it', async () => {
    const file = await program('\u007fELF nonsense');
    expect(
      await rejectionOf(proveProgram(file, { probe: 'version', env, timeoutMilliseconds: 5_000 })),
    ).toMatchObject({
      code: 'NOT_PROVEN',
    });
  });
});

describe('/health', () => {
  test('answered 2xx proves a program, which is then stopped', async () => {
    const file = await node(SERVER(200));
    await proveProgram(file, { probe: 'health', env, timeoutMilliseconds: 10_000 });
    expect(processesMentioning(file)).toEqual([]);
  });

  test.each([
    [SERVER(503), 'it answered 503'],
    ['console.error("no GPU"); process.exit(1)', 'exit code 1. It printed:\n  no GPU'],
    ['setTimeout(() => {}, 60_000)', '/health did not answer in time'],
  ])('otherwise refuses it (%#)', async (body, message) => {
    const file = await node(body);
    expect(
      await rejectionOf(proveProgram(file, { probe: 'health', env, timeoutMilliseconds: 1_500 })),
    ).toMatchObject({
      code: 'NOT_PROVEN',
      message: expect.stringContaining(message),
    });
    expect(processesMentioning(file)).toEqual([]);
  });

  test('can be cancelled', async () => {
    const file = await node('setTimeout(() => {}, 60_000)');
    const controller = new AbortController();
    const rejection = rejectionOf(
      proveProgram(file, { probe: 'health', env, timeoutMilliseconds: 60_000, signal: controller.signal }),
    );
    setTimeout(() => controller.abort('enough'), 200);
    expect(await rejection).toBe('enough');
    expect(processesMentioning(file)).toEqual([]);
  });
});

test('none starts nothing', async () => {
  await proveProgram('/nonexistent', { probe: 'none', env, timeoutMilliseconds: 1 });
  expect(processesMentioning('/nonexistent')).toEqual([]);
});
