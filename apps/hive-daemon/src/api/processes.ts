import { z } from 'zod';
import { RestartPolicy } from './operations.js';

/**
 * `starting`: not healthy so far. `healthy`. `unhealthy`: runs, but `/health` fails. `restarting`: pauses before the next
 * try. `stopping`. `stopped`: on request. `crashed`: by itself; or it never became healthy. `lost`: the daemon that
 * started it ended and it is not there any more. With `restart: 'on-failure'` both what ended by itself and what became
 * unhealthy is `restarting`.
 */
export const ProcessState = z.enum([
  'starting',
  'healthy',
  'unhealthy',
  'restarting',
  'stopping',
  'stopped',
  'crashed',
  'lost',
]);
export type ProcessState = z.output<typeof ProcessState>;

/** A worker that runs or ran. `GET /v1/processes`, `GET /v1/processes/:id`. Times are ISO 8601, UTC. */
export const WorkerProcess = z.object({
  id: z.string().regex(/^[\w-]{1,200}$/),
  worker: z.string().meta({ description: 'The full id of the installed worker.' }),
  state: ProcessState,
  pid: z.int().optional(),
  port: z.int(),
  url: z.string().meta({ description: '`http://127.0.0.1:PORT`.' }),
  args: z.array(z.string()).readonly(),
  restart: RestartPolicy,
  startedAt: z.string(),
  endedAt: z.string().optional(),
  healthyAt: z.string().optional(),
  restarts: z.int().meta({ description: 'How often it was started again.' }),
  ending: z.string().optional().meta({
    description: 'How it ended: `exit code 1`, `SIGSEGV`, `GET /health failed 3 times in a row`.',
  }),
  lastLines: z
    .array(z.string())
    .readonly()
    .optional()
    .meta({ description: 'Of one that crashed: its last lines, at most 20.' }),
});
export type WorkerProcess = Readonly<z.output<typeof WorkerProcess>>;

/** `GET /v1/processes`: those that run, and the last hundred that ended. The newest first. */
export const ProcessList = z.object({ processes: z.array(WorkerProcess).readonly() });
export type ProcessList = Readonly<z.output<typeof ProcessList>>;

/** A line that a worker printed. `GET /v1/processes/:id/logs/stream` sends it as an event `log` whose `id:` is `seq`. */
export const LogLine = z.object({
  seq: z.int().meta({ description: '1, 2, 3 …; where rotation took lines away, numbers are missing.' }),
  time: z.string(),
  stream: z.enum(['stdout', 'stderr', 'hive']).meta({
    description:
      '`hive`: a note of the daemon, such as that output was left out, or why the worker starts again.',
  }),
  line: z.string().meta({ description: 'Control characters are left in: show it with care.' }),
});
export type LogLine = Readonly<z.output<typeof LogLine>>;

/** `GET /v1/processes/:id/logs`: the newest lines, oldest first; fewer where they have more than 8 MiB together. */
export const LogPage = z.object({ lines: z.array(LogLine).readonly() });
export type LogPage = Readonly<z.output<typeof LogPage>>;
