import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { ProvisionEvent, ProvisionOptions, WorkerBinary } from '@rbee/worker-catalog';

/** How many events a job keeps for those that come late; the oldest are dropped. */
const MAX_EVENTS = 10_000;

export interface Job<Event> {
  readonly id: string;
  readonly controller: AbortController;
  readonly result: Promise<WorkerBinary>;
  /** All kept events, then new ones until the job ends or the reader leaves. */
  follow(signal: AbortSignal): AsyncIterable<Event>;
}

/** The installations of this process. */
export class Jobs {
  readonly #jobs = new Map<string, Job<ProvisionEvent>>();

  get(id: string): Job<ProvisionEvent> | undefined {
    return this.#jobs.get(id);
  }

  start(run: (options: ProvisionOptions) => Promise<WorkerBinary>): Job<ProvisionEvent> {
    const job = startJob(run);
    this.#jobs.set(job.id, job);
    return job;
  }
}

function startJob(run: (options: ProvisionOptions) => Promise<WorkerBinary>): Job<ProvisionEvent> {
  const id = randomUUID();
  const controller = new AbortController();
  const events: ProvisionEvent[] = [];
  const news = new EventEmitter();
  news.setMaxListeners(0);
  const state = { dropped: 0, isDone: false };

  const onEvent = (event: ProvisionEvent): void => {
    events.push(event);
    if (events.length > MAX_EVENTS) state.dropped += events.splice(0, events.length - MAX_EVENTS).length;
    news.emit('news');
  };
  const result = run({ jobId: id, signal: controller.signal, onEvent }).finally(() => {
    state.isDone = true;
    news.emit('news');
  });
  result.catch(() => undefined); // read by those that follow the job

  async function* follow(signal: AbortSignal): AsyncGenerator<ProvisionEvent> {
    for (let next = 0; !signal.aborted; ) {
      next = Math.max(next, state.dropped);
      const event = events[next - state.dropped];
      if (event !== undefined) {
        next += 1;
        yield event;
      } else if (state.isDone) return;
      else await once(news, 'news', { signal }).catch(() => undefined);
    }
  }
  return { id, controller, result, follow };
}
