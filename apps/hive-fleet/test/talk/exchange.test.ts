import type { NatsConnection } from '@nats-io/transport-node';
import { expect, test, vi } from 'vitest';
import { Exchange } from '../../src/talk/exchange.js';
import { encodeFrame } from '../../src/talk/frame.js';

function exchange() {
  const sent: string[] = [];
  const connection = {
    isClosed: () => false,
    publish: (_subject: string, data: Uint8Array) => void sent.push(Buffer.from(data).toString('hex')),
  } as unknown as NatsConnection;
  const frames: string[] = [];
  const broken: string[] = [];
  const made = new Exchange({
    ...{ connection, subject: 's', aliveMilliseconds: 1_000 },
    onFrame: ({ kind, seq }) => frames.push(`${kind} ${seq}`),
    onBroken: (reason) => broken.push(reason),
  });
  const receive = (seq: number) =>
    made.receive(encodeFrame({ kind: 'data', seq, content: Buffer.from('x') }));
  return { made, sent, frames, broken, receive };
}

test('a message that was lost breaks an exchange, and nothing comes after', () => {
  const { frames, broken, receive } = exchange();
  receive(0);
  receive(1);
  receive(3);
  receive(2);
  expect(frames).toEqual(['data 0', 'data 1']);
  expect(broken).toEqual(['a message was lost on the way']);
});

test('a process that was held up itself does not take its own delay for silence', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  try {
    const { broken, receive } = exchange();
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 5_000);
    vi.advanceTimersByTime(1_000);
    expect(broken).toEqual([]);
    now.mockRestore();
    receive(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a side that falls silent is gone after two periods; until then it hears that this one is there', () => {
  vi.useFakeTimers();
  try {
    const { sent, broken, receive } = exchange();
    vi.advanceTimersByTime(1_500);
    receive(0);
    vi.advanceTimersByTime(1_500);
    expect([sent.length, broken]).toEqual([3, []]);
    vi.advanceTimersByTime(1_500);
    expect(broken).toEqual(['the other hive fell silent']);
  } finally {
    vi.useRealTimers();
  }
});
