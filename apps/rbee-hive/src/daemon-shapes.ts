import { z } from 'zod';

/** Shapes of the daemon's answers: of each what this program needs. `rbee-hive-daemon/api` describes them. */

export const HiveInfo = z.object({ root: z.string(), registry: z.string(), version: z.string() });
export type HiveInfo = z.infer<typeof HiveInfo>;

const JobError = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });

export const Job = z.looseObject({
  id: z.string().regex(/^[\w-]{1,200}$/),
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted']),
  result: z.unknown().optional(),
  error: JobError.optional(),
});
export type Job = z.infer<typeof Job>;

export const JobStateEvent = z.looseObject({ type: z.literal('job-state'), job: Job });

export const JobEvent = z.object({ seq: z.int(), event: z.looseObject({ type: z.string() }) });

export const WorkerProcess = z.looseObject({
  id: z.string().regex(/^[\w-]{1,200}$/),
  worker: z.string(),
  state: z.string(),
  pid: z.int().optional(),
  port: z.int(),
  url: z.string(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  restarts: z.int(),
  ending: z.string().optional(),
});
export type WorkerProcess = z.infer<typeof WorkerProcess>;

export const ProcessList = z.object({ processes: z.array(WorkerProcess) });

export const LogLine = z.object({
  seq: z.int(),
  time: z.string(),
  /** `hive`: a note of the daemon itself. */
  stream: z.enum(['stdout', 'stderr', 'hive']),
  line: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

export const LogPage = z.object({ lines: z.array(LogLine) });
