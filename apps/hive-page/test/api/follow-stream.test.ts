import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ApiFailure } from '../../src/api/api-failure.js';
import { type FollowOptions, followStream } from '../../src/api/follow-stream.js';

/** One answer of the server: numbers to send, and how it ends. */
interface Script {
  readonly send: readonly number[];
  readonly ending: 'end' | 'break' | 'hang';
}

interface Followed {
  readonly seen: number[];
  readonly askedAfter: (string | undefined)[];
  readonly states: string[];
  readonly pauses: number[];
}

/** Follows a server that plays one script a connection. */
async function follow(
  scripts: readonly (Script | ApiFailure)[],
  options: Partial<FollowOptions> = {},
): Promise<Followed> {
  const followed: Followed = { seen: [], askedAfter: [], states: [], pauses: [] };
  const left = [...scripts];
  await followStream('/stream', {
    client: {
      send: async (_path, sent) => {
        followed.askedAfter.push(sent?.headers?.['last-event-id']);
        const script = left.shift();
        if (script === undefined) throw new Error('more connections than the script has');
        if (script instanceof ApiFailure) throw script;
        return new Response(play(script, sent?.signal));
      },
    },
    signal: AbortSignal.timeout(5_000),
    onMessages: (messages) => followed.seen.push(...messages.map(({ id }) => Number(id))),
    onState: (state) => followed.states.push(state),
    isComplete: () => left.length === 0,
    sleep: async (milliseconds) => void followed.pauses.push(milliseconds),
    ...options,
  });
  return followed;
}

function play({ send, ending }: Script, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  const text = send.map((number) => `id: ${number}\ndata: x\n\n`).join('');
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (ending === 'end') controller.close();
      signal?.addEventListener('abort', () => controller.error(signal.reason));
    },
    async pull(controller) {
      if (ending === 'break') controller.error(new TypeError('network error'));
      if (ending === 'hang') await delay(10);
    },
  });
}

it('goes on where the connection broke, with nothing lost or doubled', async () => {
  const { seen, askedAfter, states } = await follow([
    { send: [1, 2, 3], ending: 'break' },
    { send: [3, 4, 5], ending: 'break' },
    { send: [6], ending: 'end' },
  ]);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  expect(askedAfter).toEqual([undefined, '3', '5']);
  expect(states).toEqual(['connecting', 'live', 'reconnecting', 'live', 'reconnecting', 'live', 'ended']);
});

it('begins after a given message', async () => {
  const { seen, askedAfter } = await follow([{ send: [41, 42, 43], ending: 'end' }], { after: 41 });
  expect(askedAfter).toEqual(['41']);
  expect(seen).toEqual([42, 43]);
});

it('asks again for a gap, and believes it the second time', async () => {
  const { seen, askedAfter } = await follow(
    [
      { send: [1, 2, 5, 6], ending: 'hang' },
      { send: [3, 4, 8], ending: 'hang' },
      { send: [8, 9], ending: 'end' },
    ],
    { gapless: true },
  );
  expect(askedAfter).toEqual([undefined, '2', '4']);
  expect(seen).toEqual([1, 2, 3, 4, 8, 9]);
});

it('waits longer from failure to failure, and less again after a message', async () => {
  const gone = () => new ApiFailure({ code: 'UNREACHABLE', message: 'gone' }, { status: 0 });
  const { pauses } = await follow([
    ...[gone(), gone(), gone()],
    { send: [1], ending: 'break' },
    { send: [2], ending: 'end' },
  ]);
  expect(pauses).toEqual([800, 1600, 3200, 400]);
});

it('waits for as long as a busy daemon says, at most a minute', async () => {
  const busy = new ApiFailure({ code: 'BUSY', message: 'busy' }, { status: 429, retryAfter: 7 });
  const { pauses } = await follow([busy, { send: [1], ending: 'end' }]);
  expect(pauses).toEqual([7000]);
});

it('gives up where trying again is no use', async () => {
  const missing = new ApiFailure({ code: 'NOT_FOUND', message: 'no such job' }, { status: 404 });
  await expect(follow([missing])).rejects.toBe(missing);
});

it('a connection that has gone silent is made again', async () => {
  const { seen } = await follow(
    [
      { send: [1], ending: 'hang' },
      { send: [2], ending: 'end' },
    ],
    {
      silentMilliseconds: 50,
    },
  );
  expect(seen).toEqual([1, 2]);
});

it('an abort ends it with its reason', async () => {
  const stop = new AbortController();
  const following = follow([{ send: [1], ending: 'hang' }], {
    signal: stop.signal,
    onMessages: () => stop.abort(new Error('enough')),
  });
  await expect(following).rejects.toThrow('enough');
});
