import { readBody } from '@rbee-internal/system/transport';
import { z } from 'zod';
import { CommandFailure } from '../../errors.js';
import type { DaemonAddress } from './daemon-address.js';
import { transports } from './transports.js';

export interface DaemonRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The longest answer that is read whole, in bytes. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Twenty days: a stream lasts as long as its job or process. */
const STREAM_MS = 20 * 24 * 60 * 60 * 1000;

const transportOf = transports({ deadlineMilliseconds: STREAM_MS });

const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }),
});

/**
 * Asks the daemon.
 *
 * @throws CommandFailure with the daemon's own code when it refuses; `DAEMON_UNREACHABLE` when it does not answer; the
 * signal's reason
 */
export async function requestDaemon(
  address: DaemonAddress,
  path: string,
  { method = 'GET', body, signal, headers }: DaemonRequest = {},
): Promise<Response> {
  const { url, token } = address;
  const request = {
    method,
    redirect: 'error',
    headers: {
      ...headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  } as const;
  const response = await transportOf(address)
    .fetch(url + path, request)
    .catch((error: unknown) => {
      signal?.throwIfAborted();
      throw unreachable(address, error);
    });
  if (response.ok) return response;
  throw await refusal(response, address);
}

/** As `requestDaemon`, for an answer that is JSON of this shape. @throws CommandFailure `DAEMON_ANSWER_INVALID` too */
export async function requestJson<Shape>(
  address: DaemonAddress,
  path: string,
  { shape, ...request }: DaemonRequest & { readonly shape: z.ZodType<Shape> },
): Promise<Shape> {
  const response = await requestDaemon(address, path, request);
  const { signal } = request;
  const bytes = await readBody(response, { maxBytes: MAX_ANSWER_BYTES, signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw unreachable(address, error);
  });
  return readAnswer(bytes.toString('utf8'), shape);
}

/** @throws CommandFailure `DAEMON_ANSWER_INVALID` */
export function readAnswer<Shape>(text: string, shape: z.ZodType<Shape>): Shape {
  return readValue(parseJson(text), shape);
}

/** As `readAnswer`, for a part of an answer. */
export function readValue<Shape>(value: unknown, shape: z.ZodType<Shape>): Shape {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  throw new CommandFailure({
    code: 'DAEMON_ANSWER_INVALID',
    message: `This program cannot read the daemon's response: ${z.prettifyError(read.error)}`,
    hint: 'Restart the daemon, so that both are of one version; --no-daemon does without it.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is not JSON has no shape either.
    return undefined;
  }
}

async function refusal(response: Response, { reach }: DaemonAddress): Promise<CommandFailure> {
  const text = await readBody(response, { maxBytes: MAX_ANSWER_BYTES }).catch(() => '');
  const read = ErrorBody.safeParse(parseJson(text.toString()));
  if (read.success) return new CommandFailure(read.data.error);
  return new CommandFailure({
    code: 'DAEMON_ANSWER_INVALID',
    message: `The daemon responded with ${response.status} and no reason.`,
    hint: reach === undefined ? '--no-daemon does without it.' : 'See whether a hive listens there.',
  });
}

function unreachable({ url, reach }: DaemonAddress, cause: unknown): CommandFailure {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
  return new CommandFailure({
    code: 'DAEMON_UNREACHABLE',
    message: `The daemon at ${url} does not respond: ${reason}`,
    hint:
      reach === undefined
        ? 'See its log; rbee-hive serve starts it again, and --no-daemon does without it.'
        : 'See whether it runs there, and whether this machine can reach it.',
  });
}
