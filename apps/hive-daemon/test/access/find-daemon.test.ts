import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findDaemon } from '../../src/access/find-daemon.js';
import { proofOf } from '../../src/access/proof.js';
import { proveDaemon } from '../../src/access/prove-daemon.js';
import { TEST_TOKEN, useDaemon } from '../support.js';

/** Something that listens, and what it heard. */
async function useListener(answer: RequestListener) {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

/** A running daemon whose record is changed. */
async function useChangedRecord(
  change: (record: { url: string; identity: Record<string, unknown> }) => object,
) {
  const found = await useDaemon();
  const file = path.join(found.stateDir, 'daemon.json');
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))));
  return found;
}

describe('a daemon is found', () => {
  test('by its state folder, with its token', async () => {
    const { stateDir, url } = await useDaemon();
    expect(await findDaemon(stateDir)).toEqual({
      url,
      token: TEST_TOKEN,
      version: '1.2.3',
      pid: process.pid,
    });
  });

  test('at an address that stands for all, by one that can be called', async () => {
    const { stateDir, daemon } = await useDaemon({ host: '0.0.0.0' });
    const url = `http://127.0.0.1:${new URL(daemon.url).port}`;
    expect(await findDaemon(stateDir)).toMatchObject({ url });
    expect(daemon.link).toBe(`${url}/#token=${TEST_TOKEN}`);
  });
});

describe('no daemon is found', () => {
  test('where none is, or its record is none', async () => {
    const stateDir = await useTempDir();
    expect(await findDaemon(stateDir)).toBeUndefined();
    expect(await findDaemon(path.join(stateDir, 'missing'))).toBeUndefined();
    for (const content of ['', '{', '[]', '{"url":"http://127.0.0.1:1","pid":1,"token":"x"}']) {
      await writeFile(path.join(stateDir, 'daemon.json'), content);
      expect(await findDaemon(stateDir)).toBeUndefined();
    }
  });

  test('when the pid of the record is another process’s by now', async () => {
    const { stateDir } = await useChangedRecord(({ identity, ...record }) => ({
      ...record,
      identity: { ...identity, start: '1' },
    }));
    expect(await findDaemon(stateDir)).toBeUndefined();
  });

  test('when something else listens at its address, and that hears no token', async () => {
    const { url, heard } = await useListener((_request, response) => {
      response.end(
        JSON.stringify({ service: 'rbee-hive', version: '1', status: 'ok', proof: 'x'.repeat(43) }),
      );
    });
    const { stateDir } = await useChangedRecord((record) => ({ ...record, url }));
    expect(await findDaemon(stateDir)).toBeUndefined();
    expect(heard).toHaveLength(1);
    expect(heard.join()).not.toContain(TEST_TOKEN);
  });

  test('when what listens hands the question on to the daemon', async () => {
    const real = await useDaemon();
    const { url } = await useListener((request, response) => {
      // As it came, with the Host that it came with, and with the daemon's own.
      void Promise.all(
        [request.headers.host ?? '', new URL(real.url).host].map(async (host) => {
          const { request: ask } = await import('node:http');
          return new Promise<string>((resolve) => {
            ask(`${real.url}${request.url}`, { headers: { host } }, (answer) => {
              let text = '';
              answer.on('data', (chunk) => {
                text += chunk;
              });
              answer.on('end', () => resolve(text));
            }).end();
          });
        }),
      ).then(([refused = '', proven = '']) => {
        expect(refused).toContain('FORBIDDEN_ORIGIN');
        expect(proven).toContain('proof');
        response.end(proven);
      });
    });
    expect(await proveDaemon({ url, token: TEST_TOKEN })).toBeUndefined();
    expect(await proveDaemon({ url: real.url, token: TEST_TOKEN })).toEqual({ version: '1.2.3' });
    expect(await proveDaemon({ url: real.url, token: 'another-token-altogether' })).toBeUndefined();
  });

  test('when the token is gone', async () => {
    const { stateDir } = await useDaemon();
    await rm(path.join(stateDir, 'token'));
    expect(await findDaemon(stateDir)).toBeUndefined();
  });

  test.each<[string, RequestListener]>([
    ['says nothing', () => undefined],
    ['hangs up', (request) => request.socket.destroy()],
    ['says too much', (_request, response) => void response.end(`"${'x'.repeat(100_000)}"`)],
    ['answers no JSON', (_request, response) => void response.end('<html>')],
    ['answers an error', (_request, response) => void response.writeHead(500).end('{}')],
    ['leads elsewhere', (_request, response) => void response.writeHead(302, { location: '/x' }).end()],
    ['never ends', (_request, response) => void response.write('{')],
    [
      'switches protocols',
      (request) => void request.socket.write('HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    ],
  ])('when what listens %s', async (_what, answer) => {
    const { url } = await useListener(answer);
    expect(await proveDaemon({ url, token: TEST_TOKEN })).toBeUndefined();
  });

  test('when the caller leaves, who is told so', async () => {
    const { url } = await useListener(() => undefined);
    const leaving = new AbortController();
    const asked = proveDaemon({ url, token: TEST_TOKEN, signal: leaving.signal });
    leaving.abort(new Error('enough'));
    expect(await rejectionOf(asked)).toBe(leaving.signal.reason);
  });
});

test('a proof is of one nonce, one host and one token', () => {
  const proof = proofOf('token', { nonce: 'n', host: 'h' });
  expect(proofOf('token', { nonce: 'n', host: 'H' })).toBe(proof);
  expect(proofOf('token', { nonce: 'm', host: 'h' })).not.toBe(proof);
  expect(proofOf('token', { nonce: 'n', host: 'i' })).not.toBe(proof);
  expect(proofOf('tokem', { nonce: 'n', host: 'h' })).not.toBe(proof);
  expect(proof).toMatch(/^[\w-]{43}$/);
});

test.each(['short', 'has blanks in its middle', `${'x'.repeat(129)}`, `${'x'.repeat(20)}%00`])(
  'the nonce %j is refused',
  async (nonce) => {
    const { call } = await useDaemon();
    expect(await call('GET', `/health?nonce=${nonce}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_REQUEST', path: 'nonce' } },
    });
  },
);
