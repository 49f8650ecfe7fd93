import { connect } from 'node:net';
import type { LaunchHealth } from '@rbee/worker-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { startDeadline } from '@rbee-internal/system/time';
import { askWorker } from '../http/ask-worker.js';

/** How a worker answered when it was asked whether it is ready. */
export type HealthAnswer =
  | { readonly type: 'ready' }
  /** 503: it listens, and loads its model. */
  | { readonly type: 'loading'; readonly text: string }
  /** It sends the client elsewhere, which is not followed. */
  | { readonly type: 'redirect'; readonly status: number }
  /** Any other status. */
  | { readonly type: 'status'; readonly status: number }
  /** Nothing listens at the port of 127.0.0.1. */
  | { readonly type: 'refused' }
  /** The connection is taken, and no answer comes. */
  | { readonly type: 'silent' }
  /** What came is not HTTP, or the connection was closed. */
  | { readonly type: 'garbled' };

/** Where a worker is asked, and what means that it is ready. */
export interface HealthTarget {
  readonly port: number;
  readonly health?: LaunchHealth | undefined;
  /** Ports at which the worker listens, where they are known. */
  readonly elsewhere?: readonly number[] | undefined;
}

const TIMEOUT_MILLISECONDS = 2_000;
const DEFAULT_PATH = '/health';
const MAX_TEXT = 300;

/** Asks a worker whether it is ready; answers within two seconds. */
export async function probeHealth(
  { port, health: { path = DEFAULT_PATH, method = 'GET', status } = {} }: HealthTarget,
  signal: AbortSignal,
): Promise<HealthAnswer> {
  if (signal.aborted) return { type: 'silent' };
  const deadline = startDeadline(TIMEOUT_MILLISECONDS, { signal });
  try {
    const asked = askWorker({ host: '127.0.0.1', port, path, method, signal: deadline.signal });
    asked.request.end();
    const response = await asked.answered;
    const { statusCode = 0 } = response;
    const isReady = status?.includes(statusCode) ?? (statusCode >= 200 && statusCode < 300);
    if (isReady) {
      response.destroy();
      return { type: 'ready' };
    }
    if (statusCode === 503) return { type: 'loading', text: await beginningOf(response) };
    response.destroy();
    const type = statusCode >= 300 && statusCode < 400 ? 'redirect' : 'status';
    return { type, status: statusCode };
  } catch (error) {
    if (isSystemError(error, 'ECONNREFUSED')) return { type: 'refused' };
    return { type: deadline.signal.aborted ? 'silent' : 'garbled' };
  } finally {
    deadline.stop();
  }
}

async function beginningOf(response: NodeJS.ReadableStream & { destroy(): unknown }): Promise<string> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length >= MAX_TEXT) break;
  }
  response.destroy();
  const message = /"message"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? (/^\s*[{[]/.test(text) ? '' : text);
  return message.slice(0, MAX_TEXT).trim();
}

/** Why a worker is not ready, as the end of a sentence that begins with its name. */
export async function describeAnswer(
  answer: HealthAnswer,
  { port, health: { path = DEFAULT_PATH, method = 'GET' } = {}, elsewhere = [] }: HealthTarget,
): Promise<string> {
  const asked = `${method} ${path}`;
  switch (answer.type) {
    case 'ready':
      return 'is ready';
    case 'loading':
      return `still loads: ${asked} is 503${answer.text === '' ? '' : ` (${answer.text})`}`;
    case 'redirect':
      return `answers ${asked} with a redirect (${answer.status}), which is not followed`;
    case 'status':
      return `answers ${asked} with ${answer.status}`;
    case 'silent':
      return `takes connections at port ${port}, but does not answer ${asked}`;
    case 'garbled':
      return `answers ${asked} at port ${port} with something that is not HTTP`;
    case 'refused':
      return describeRefusal(port, elsewhere);
    default:
      return answer satisfies never;
  }
}

async function describeRefusal(port: number, elsewhere: readonly number[]): Promise<string> {
  if (await listensAt('::1', port)) return `listens at port ${port} of IPv6 (::1) only, not at 127.0.0.1`;
  const others = elsewhere.filter((other) => other !== port);
  const where = `does not listen at port ${port} of 127.0.0.1`;
  return others.length === 0 ? where : `${where}, but at port ${others.slice(0, MAX_PORTS).join(', ')}`;
}

const MAX_PORTS = 8;
const CONNECT_MILLISECONDS = 500;

function listensAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MILLISECONDS });
    const finish = (listens: boolean) => () => {
      socket.destroy();
      resolve(listens);
    };
    socket.once('connect', finish(true));
    socket.once('timeout', finish(false));
    socket.once('error', finish(false));
  });
}
