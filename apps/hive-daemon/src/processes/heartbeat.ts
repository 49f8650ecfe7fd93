import { messageOf } from '@rbee-internal/coded-error';
import { pause, startDeadline } from '@rbee-internal/system/time';
import { openTransport } from '@rbee-internal/system/transport';

/** Whose heartbeat is sent, and to whom. */
export interface HeartbeatInit {
  /** Without a final slash; without credentials. */
  readonly queenUrl: string;
  readonly workerId: string;
  /** `http://127.0.0.1:PORT`. */
  readonly workerUrl: string;
  /** Whether the worker can be used now; nothing is sent while it cannot. */
  readonly isReady: () => boolean;
  /** Told when the queen does not take it, once until she does again. */
  readonly onTrouble: (reason: string) => void;
  readonly now: () => Date;
  /** @default 5 */
  readonly seconds?: number | undefined;
}

const SECONDS = 5;
/** How long one heartbeat may take. */
const LIMIT_MILLISECONDS = 5_000;
/** How often a worker that is not ready is looked at. */
const NOT_READY_MILLISECONDS = 100;
/** A queen that is away is asked less and less often, down to once in so many seconds. */
const LONGEST_SECONDS = 60;

/** The heartbeat of a worker that sends none itself. Answers what ends it. */
export function startHeartbeat(init: HeartbeatInit): () => void {
  const ending = new AbortController();
  void beat(init, ending.signal);
  return () => ending.abort();
}

async function beat(init: HeartbeatInit, signal: AbortSignal): Promise<void> {
  const { seconds = SECONDS, isReady, onTrouble } = init;
  const transport = openTransport();
  let wait = seconds;
  try {
    while (!signal.aborted) {
      if (!isReady()) {
        await pause(NOT_READY_MILLISECONDS, signal, { ref: false }).catch(() => undefined);
        continue;
      }
      const problem = await send(init, transport.fetch, signal);
      if (signal.aborted) return;
      if (problem !== undefined && wait === seconds) onTrouble(problem);
      wait = problem === undefined ? seconds : Math.min(wait * 2, Math.max(seconds, LONGEST_SECONDS));
      await pause(wait * 1_000, signal, { ref: false }).catch(() => undefined);
    }
  } finally {
    await transport.close();
  }
}

/** Why the queen did not take it. */
async function send(
  { queenUrl, workerId, workerUrl, now }: HeartbeatInit,
  post: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<string | undefined> {
  const deadline = startDeadline(LIMIT_MILLISECONDS, { signal });
  try {
    const response = await post(`${queenUrl.replace(/\/+$/, '')}/v1/worker-heartbeat`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        worker_id: workerId,
        status: 'ready',
        url: workerUrl,
        timestamp: now()
          .toISOString()
          .replace(/\.\d+Z$/, 'Z'),
      }),
      signal: deadline.signal,
    });
    await response.body?.cancel();
    return response.ok ? undefined : `it answered ${response.status}`;
  } catch (error) {
    return messageOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
  } finally {
    deadline.stop();
  }
}
