import { expect, it } from 'vitest';
import { isApiFailure } from '../../src/api/api-failure.js';
import { createClient } from '../../src/api/client.js';
import { createTokens } from '../../src/api/token.js';

function memory(): Pick<Storage, 'getItem' | 'setItem'> {
  const values = new Map<string, string>();
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
}

function daemon(answer: (request: Request) => Response) {
  const requests: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(new URL(String(input), 'http://hive.test'), init);
    requests.push(request);
    return answer(request);
  };
  const tokens = createTokens(memory());
  return { client: createClient({ fetch, tokens }), tokens, requests };
}

it('posts an operation as JSON and answers the job', async () => {
  const { client, requests } = daemon(() => Response.json({ id: 'j1' }, { status: 201 }));
  expect(await client.post({ operation: 'catalog_repair' })).toEqual({ id: 'j1' });
  expect(requests[0]?.method).toBe('POST');
  expect(requests[0]?.headers.get('content-type')).toBe('application/json');
  expect(await requests[0]?.json()).toEqual({ operation: 'catalog_repair' });
});

it('a refusal has the words of the daemon', async () => {
  const body = { error: { code: 'BAD_REQUEST', message: 'No.', hint: 'Do.', path: 'args.3' } };
  const { client } = daemon(() => Response.json(body, { status: 400, headers: { 'retry-after': '3' } }));
  const failure = await client.get('/v1/jobs').catch((error: unknown) => error);
  expect(isApiFailure(failure)).toBe(true);
  expect(failure).toMatchObject({
    ...{ code: 'BAD_REQUEST', message: 'No.', hint: 'Do.', path: 'args.3' },
    ...{ status: 400, retryAfter: 3 },
  });
});

it('the error of a worker is its own, whatever form it has', async () => {
  const { client } = daemon(() => Response.json({ error: 'prompt required' }, { status: 400 }));
  await expect(client.get('/v1/processes/p/http/v1/x')).rejects.toMatchObject({
    ...{ code: 'STATUS_400', message: 'prompt required', status: 400 },
  });
});

it.each([
  ['no JSON', () => new Response('<html>', { status: 502 })],
  ['JSON of another shape', () => Response.json({ worker: 'not found' }, { status: 404 })],
  ['a success without JSON', () => new Response('fine')],
])('%s is a bad answer', async (_what, answer) => {
  const { client } = daemon(answer);
  await expect(client.get('/v1/hive')).rejects.toMatchObject({ code: 'BAD_ANSWER' });
});

it('says when there is no answer', async () => {
  const { client } = daemon(() => {
    throw new TypeError('Failed to fetch');
  });
  await expect(client.get('/v1/hive')).rejects.toMatchObject({ code: 'UNREACHABLE', status: 0 });
});

it('waits for a token, tries it, and says when it was refused', async () => {
  const { client, tokens, requests } = daemon((request) =>
    request.headers.get('authorization') === 'Bearer right'
      ? Response.json({ ok: true })
      : Response.json({ error: { code: 'UNAUTHORIZED', message: 'Token?' } }, { status: 401 }),
  );
  const answers = Promise.all([client.get('/v1/hive'), client.get('/v1/jobs')]);
  await expect.poll(() => tokens.prompt.value).toBe('needed');
  tokens.provide('wrong');
  await expect.poll(() => tokens.prompt.value).toBe('refused');
  tokens.provide('right');
  expect(await answers).toEqual([{ ok: true }, { ok: true }]);
  expect(tokens.prompt.value).toBe('none');
  expect(requests[0]?.headers.has('authorization')).toBe(false);
});

it('an abort ends the wait for a token', async () => {
  const { client, tokens } = daemon(() => new Response(null, { status: 401 }));
  const stop = new AbortController();
  const answer = client.get('/v1/hive', { signal: stop.signal });
  await expect.poll(() => tokens.prompt.value).toBe('needed');
  stop.abort(new Error('left the view'));
  await expect(answer).rejects.toThrow('left the view');
});
