import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sendEventStream } from '../../../src/http/event-stream.js';
import { close, listen } from '../../../src/http/server.js';
import { Turns } from '../../../src/http/turns.js';
import { SequencedLog } from '../../../src/log/sequenced-log.js';

async function useStream(log: SequencedLog): Promise<IncomingMessage> {
  const server = createServer((request, response) => {
    const { signal } = new AbortController();
    const call = { request, response, signal, params: {}, query: new URLSearchParams() };
    void sendEventStream(log, call, new Turns());
  });
  onTestFinished(() => close(server));
  const port = await listen(server, '127.0.0.1', 0);
  const [response] = await once(get({ host: '127.0.0.1', port, agent: false }), 'response');
  return response.setEncoding('utf8');
}

/** Lets what is under way come to rest, without the clock. */
async function settle(): Promise<void> {
  for (let round = 0; round < 50; round += 1) await turn();
}

test('a quiet stream is kept open by a comment every 15 seconds', async () => {
  const log = await SequencedLog.open({
    folder: await useTempDir(),
    frame: (seq, line) => `id: ${seq}\ndata: ${line}\n\n`,
  });
  onTestFinished(() => log.end());
  log.append('one');
  await log.flush();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const stream = await useStream(log);
  expect(await once(stream, 'data')).toEqual(['id: 1\ndata: one\n\n']);

  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  for (const comments of [1, 2]) {
    while (vi.getTimerCount() === 0) await turn();
    vi.advanceTimersByTime(14_999);
    await settle();
    expect(text).toBe(':\n\n'.repeat(comments - 1));
    const came = once(stream, 'data');
    vi.advanceTimersByTime(1);
    await came;
    expect(text).toBe(':\n\n'.repeat(comments));
  }
  await settle();
  void log.end();
  await once(stream, 'end');
  expect(vi.getTimerCount()).toBe(0);
});
