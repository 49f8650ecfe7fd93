import type { ServerResponse } from 'node:http';
import type {
  ApiError,
  Job,
  JobEvent,
  JobEventBody,
  JobResult,
  JobState,
  Operation,
} from 'rbee-hive-daemon/api';

export interface FakeJob {
  readonly job: Job;
  /** Milliseconds to add to the time of what is told from now on. */
  shift: number;
  emit(event: JobEventBody): void;
  begin(): void;
  end(ending: { state: JobState; error?: ApiError; result?: JobResult }): void;
  /** Sends what came after an event, and what comes, until the job has ended. */
  stream(after: number, response: ServerResponse): void;
}

/** A job whose events are made by hand. */
export function newFakeJob(id: string, operation: Operation): FakeJob {
  const lines: string[] = [];
  const readers = new Set<ServerResponse>();
  const createdAt = new Date().toISOString();
  const now = () => new Date(Date.now() + self.shift).toISOString();
  let job: Job = { id, operation, state: 'queued', createdAt, events: 0 };
  const self: FakeJob = {
    get job() {
      return { ...job, events: lines.length };
    },
    shift: 0,
    emit(event) {
      const time = now();
      const seq = lines.length + 1;
      const line = `id: ${seq}\nevent: job\ndata: ${JSON.stringify({ seq, time, event } satisfies JobEvent)}\n\n`;
      lines.push(line);
      for (const reader of readers) reader.write(line);
    },
    begin() {
      job = { ...job, state: 'running', startedAt: now() };
      self.emit({ type: 'job-state', job: self.job });
    },
    end(ending) {
      job = { ...job, ...ending, endedAt: now() };
      self.emit({ type: 'job-state', job: self.job });
      for (const reader of readers) reader.end();
      readers.clear();
    },
    stream(after, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      for (let line = after; line < lines.length; line += 2_000) {
        response.write(lines.slice(line, line + 2_000).join(''));
      }
      if (job.endedAt !== undefined) response.end();
      else {
        readers.add(response);
        response.on('close', () => readers.delete(response));
      }
    },
  };
  self.emit({ type: 'job-state', job: self.job });
  return self;
}
