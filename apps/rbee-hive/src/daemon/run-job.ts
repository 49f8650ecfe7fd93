import { withDeadline } from '@rbee-internal/system/time';
import type { Operation } from 'rbee-hive-daemon/api';
import { CommandFailure } from '../errors.js';
import type { HiveEvent } from '../events.js';
import { Job, JobEvent, JobStateEvent } from './answers.js';
import type { DaemonAddress } from './client/daemon-address.js';
import { readEvents } from './client/read-events.js';
import { readAnswer, readValue, requestDaemon, requestJson } from './client/request-daemon.js';
import type { RunOptions } from './run-options.js';

/** How long the daemon may take to accept a job, and to end one that is cancelled. */
const ACCEPT_MS = 30_000;
const CANCEL_MS = 30_000;

/** How long a job may wait for others before that is told. */
const WAITING_MS = 2_000;
const WAITING_NOTE = 'The job waits until others of the daemon have ended.';

/**
 * Has the daemon do an operation, and resolves with its result. When the signal aborts, the job is cancelled, and the call
 * rejects with the signal's reason once the job has ended.
 *
 * @throws CommandFailure with the code of what failed; `CANCEL_UNCONFIRMED`; as `readEvents`
 */
export async function runJob(
  address: DaemonAddress,
  operation: Operation,
  { signal, onEvent }: RunOptions,
): Promise<unknown> {
  signal.throwIfAborted();
  // Not by the signal: a job whose id is not known could not be cancelled.
  const { id } = await withDeadline(ACCEPT_MS, { reason: () => notAccepted(address) }, (accepting) =>
    requestJson(address, '/v1/jobs', { method: 'POST', body: operation, signal: accepting, shape: Job }),
  );
  const canceller = cancelOnAbort(address, id, signal);
  const waiting = setTimeout(() => onEvent({ type: 'note', text: WAITING_NOTE }), WAITING_MS);
  const onJobEvent = (event: HiveEvent) => {
    if (event.type !== 'job-state' || event.job.state !== 'queued') clearTimeout(waiting);
    onEvent(event);
  };
  try {
    const job = await followJob(address, id, { signal: canceller.overdue, onEvent: onJobEvent });
    return resultOf(job, signal);
  } finally {
    clearTimeout(waiting);
    canceller.stop();
  }
}

/** The job in its end state. */
async function followJob(address: DaemonAddress, id: string, { signal, onEvent }: RunOptions): Promise<Job> {
  let ended: Job | undefined;
  await readEvents(address, `/v1/jobs/${id}/stream`, {
    signal,
    onData(data) {
      const { event } = readAnswer(data, JobEvent);
      // What the contract does not know yet has no line, and goes through as JSON.
      onEvent(event as HiveEvent);
      if (event.type !== 'job-state') return false;
      const { job } = readValue(event, JobStateEvent);
      if (job.state !== 'queued' && job.state !== 'running') ended = job;
      return ended !== undefined;
    },
  });
  return ended ?? requestJson(address, `/v1/jobs/${id}`, { signal, shape: Job });
}

function resultOf(job: Job, signal: AbortSignal): unknown {
  if (job.state === 'succeeded') return job.result;
  if (job.state === 'cancelled') {
    signal.throwIfAborted();
    throw new CommandFailure({
      code: 'CANCELLED',
      message: 'The job was cancelled, but not by this command.',
    });
  }
  throw new CommandFailure(
    job.error ?? { code: 'INTERRUPTED', message: `The job ended as ${job.state}, without a reason.` },
  );
}

/** Cancels the job when the signal aborts; `overdue` aborts when the job has not ended long after. */
function cancelOnAbort(address: DaemonAddress, id: string, signal: AbortSignal) {
  const overdue = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => {
    timer = setTimeout(() => overdue.abort(unconfirmed(id)), CANCEL_MS);
    // 409: it has ended just now, which its stream tells. Any other failure shows as a job that does not end.
    requestDaemon(address, `/v1/jobs/${id}`, { method: 'DELETE', signal: overdue.signal }).catch(() => {});
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  return {
    overdue: overdue.signal,
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    },
  };
}

function notAccepted({ url }: DaemonAddress): CommandFailure {
  return new CommandFailure({
    code: 'DAEMON_UNREACHABLE',
    message: `The daemon at ${url} did not accept the job within ${ACCEPT_MS / 1000} s.`,
    hint: 'See its log. If it accepts the job later, its page shows it.',
  });
}

function unconfirmed(id: string): CommandFailure {
  return new CommandFailure({
    code: 'CANCEL_UNCONFIRMED',
    message: `The daemon was asked to cancel job ${id}, and has not said that it ended.`,
    hint: 'See its page, or its log.',
  });
}
