import { describe, expect, test } from 'vitest';
import type { LogPage } from '../../src/api.js';
import { useSpawned } from '../processes/support.js';
import { AUTHORIZATION, until } from '../support.js';

describe('a forwarded request', () => {
  test('reaches the worker with its body and query, without what is the daemon’s', async () => {
    const token = 'a-very-secret-token';
    const { url, process } = await useSpawned({}, { token });
    const response = await fetch(`${url}/v1/processes/${process.id}/http/echo?a=1&b=%2F`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        cookie: 'session=1',
        origin: url,
        'content-type': 'text/plain',
        'x-own': 'kept',
      },
      body: 'hello',
    });
    expect(response.status).toBe(200);
    const seen = (await response.json()) as { headers: Record<string, string> };
    expect(seen).toMatchObject({ method: 'PUT', url: '/echo?a=1&b=%2F', body: 'hello' });
    expect(seen.headers).toMatchObject({
      'x-own': 'kept',
      'content-type': 'text/plain',
      host: `127.0.0.1:${process.port}`,
    });
    for (const name of ['authorization', 'cookie', 'origin', 'sec-fetch-mode']) {
      expect(seen.headers).not.toHaveProperty(name);
    }
  });

  test('streams the answer as it comes', async () => {
    const { url, process } = await useSpawned({});
    const response = await fetch(`${url}/v1/processes/${process.id}/http/events`, {
      headers: AUTHORIZATION,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const times: number[] = [];
    let text = '';
    for await (const chunk of response.body ?? []) {
      times.push(Date.now());
      text += Buffer.from(chunk).toString();
    }
    expect(text).toBe('data: 1\n\ndata: 2\n\ndata: 3\n\n');
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100);
  });

  test('ends when the client leaves', async () => {
    const { url, call, process } = await useSpawned({});
    const leaving = new AbortController();
    const response = await fetch(`${url}/v1/processes/${process.id}/http/endless`, {
      headers: AUTHORIZATION,
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
    await until('the worker sees it', async () => {
      const { body } = await call<LogPage>('GET', `/v1/processes/${process.id}/logs`);
      return body.lines.some(({ line }) => line === 'reader left');
    });
    expect(leaving.signal.aborted).toBe(true);
  });

  test('takes neither redirects nor cookies nor rights from the worker', async () => {
    const { url, process } = await useSpawned({});
    const response = await fetch(`${url}/v1/processes/${process.id}/http/redirect`, {
      headers: AUTHORIZATION,
      redirect: 'manual',
    });
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });

  test('goes to nothing but a worker that runs', async () => {
    const { call, run, process } = await useSpawned({});
    expect(await call('GET', `/v1/processes/${process.id}/http/hang-up`)).toMatchObject({
      status: 502,
      body: { error: { code: 'WORKER_UNREACHABLE' } },
    });
    await run({ operation: 'worker_stop', process: process.id });
    expect(await call('GET', `/v1/processes/${process.id}/http/echo`)).toMatchObject({
      status: 502,
      body: {
        error: { code: 'WORKER_UNREACHABLE', message: 'server-v1.0-linux is not running: it is stopped.' },
      },
    });
    expect(await call('GET', '/v1/processes/no one/http/echo')).toMatchObject({ status: 404 });
  });

  test('may not have a body without end', async () => {
    const { url, process } = await useSpawned({});
    const response = await fetch(`${url}/v1/processes/${process.id}/http/echo`, {
      method: 'POST',
      headers: AUTHORIZATION,
      body: Buffer.alloc(33 * 1024 ** 2),
    });
    expect(response.status).toBe(413);
  });
});
