import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { recipe } from '../recipes.js';
import { AUTHORIZATION, parseEvents, until, useDaemon } from '../support.js';

const LINES = 40_000;
const CHATTY = {
  pkgbuild: recipe('chatty', '', { lines: `build() { seq -f 'this is line %.0f of the build' ${LINES}; }` }),
};

/** A reader that reads only when it is told to. */
function openSlowReader(url: string, target: string): { socket: Socket; text: () => string } {
  const { hostname, port, host } = new URL(url);
  let text = '';
  const socket = connect(Number(port), hostname, () => {
    socket.write(
      `GET ${target} HTTP/1.0\r\nHost: ${host}\r\nAuthorization: ${AUTHORIZATION.authorization}\r\n\r\n`,
    );
  });
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  socket.pause();
  onTestFinished(() => void socket.destroy());
  return { socket, text: () => text };
}

describe('an event stream', () => {
  test('goes on after the event that the client had last', async () => {
    const { url, run, events } = await useDaemon({ workers: { hello: { pkgbuild: recipe('hello') } } });
    const { id } = await run({ operation: 'worker_install', worker: 'hello' });
    const all = await events(id);
    const after = async (query: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}/v1/jobs/${id}/stream${query}`, {
        headers: { ...AUTHORIZATION, ...headers },
      });
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      return parseEvents(await response.text());
    };
    expect((await after('')).map(({ data }) => JSON.parse(data))).toEqual(all);
    expect((await after('')).map(({ id, event }) => [id, event])).toEqual(
      all.map(({ seq }) => [String(seq), 'job']),
    );
    expect((await after('?after=3')).map(({ id }) => id)[0]).toBe('4');
    expect((await after('', { 'last-event-id': '5' })).map(({ id }) => id)[0]).toBe('6');
    expect(await after(`?after=${all.length}`)).toEqual([]);
    expect(await after('?after=999999')).toEqual([]);
    for (const bad of ['x', '-1', '1.5', '1e3']) {
      expect(
        (await fetch(`${url}/v1/jobs/${id}/stream?after=${bad}`, { headers: AUTHORIZATION })).status,
      ).toBe(400);
    }
  });

  test('to a reader that does not read costs no memory and no event', async () => {
    const { url, post, events } = await useDaemon({ workers: { chatty: CHATTY } });
    const { id } = await post({ operation: 'worker_install', worker: 'chatty' });
    const slow = openSlowReader(url, `/v1/jobs/${id}/stream`);
    const told = await events(id);
    expect(told.length).toBeGreaterThan(LINES);
    expect(slow.text()).toBe('');
    slow.socket.resume();
    await new Promise((resolve) => slow.socket.on('end', resolve));
    const body = slow.text().slice(slow.text().indexOf('\r\n\r\n') + 4);
    expect(parseEvents(body).map(({ data }) => JSON.parse(data).seq)).toEqual(told.map(({ seq }) => seq));
  });

  test('survives a dropped connection without losing or doubling a line', async () => {
    const { url, post, events } = await useDaemon({ workers: { chatty: CHATTY } });
    const { id } = await post({ operation: 'worker_install', worker: 'chatty' });
    const seen: number[] = [];
    let isOver = false;
    for (let round = 0; !isOver; round += 1) {
      const leaving = new AbortController();
      const headers = { 'last-event-id': String(seen.at(-1) ?? 0) };
      const response = await fetch(`${url}/v1/jobs/${id}/stream`, {
        headers: { ...AUTHORIZATION, ...headers },
        signal: leaving.signal,
      });
      let text = '';
      let chunks = 0;
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString('latin1');
        chunks += 1;
        if (chunks === 5 && round < 5) break;
      }
      for (const { id: seq, data } of parseEvents(text)) {
        seen.push(Number(seq));
        isOver ||= data.includes('"succeeded"');
      }
    }
    expect(seen).toEqual((await events(id)).map(({ seq }) => seq));
  });

  test('of many readers ends for all with the same events', async () => {
    const { post, events } = await useDaemon({ workers: { hello: { pkgbuild: recipe('hello') } } });
    const { id } = await post({ operation: 'worker_install', worker: 'hello' });
    const all = await Promise.all(Array.from({ length: 20 }, () => events(id)));
    await until('one has an end', () => all.length === 20);
    for (const told of all) expect(told).toEqual(all[0]);
    expect(all[0]?.at(-1)?.event).toMatchObject({ type: 'job-state', job: { state: 'succeeded' } });
  });
});
