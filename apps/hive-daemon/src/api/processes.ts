import { WORKER_APIS, WORKER_TASKS } from '@rbee-internal/worker-launch';
import { z } from 'zod';
import { ModelId, ModelSettings } from './gateway.js';
import { RestartPolicy } from './restart-policy.js';

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
  name: z.string().optional().meta({ description: 'What the user calls it.' }),
  keep: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the daemon starts it again when it starts itself.' }),
  state: ProcessState,
  pid: z.int().optional(),
  port: z.int(),
  url: z.string().meta({ description: '`http://127.0.0.1:PORT`.' }),
  args: z.array(z.string()).readonly(),
  restart: RestartPolicy,
  api: z.enum(WORKER_APIS).optional().meta({ description: 'The API that it serves.' }),
  tasks: z.array(z.enum(WORKER_TASKS)).readonly().optional().meta({
    description: 'What it can be asked for; empty where that is not known.',
  }),
  modelId: ModelId.optional().meta({ description: 'What clients of the gateway call its model.' }),
  servedAs: z.string().optional().meta({
    description: 'What the worker itself was told to call its model, where its command line says so.',
  }),
  settings: z.looseObject(ModelSettings.shape).optional().meta({
    description: 'What it was asked to be started with.',
  }),
  startedBy: z.enum(['user', 'gateway']).optional().meta({
    description: '`gateway`: for a request to its model; it is stopped when it has been idle.',
  }),
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

/** `DELETE /v1/processes`, and `DELETE /v1/processes/:id`: what is not remembered any longer. */
export const PrunedProcesses = z.object({
  removed: z.array(z.string()).readonly().meta({ description: 'Ids of processes that had ended.' }),
  bytes: z.int().meta({ description: 'What their logs and folders took of the disk.' }),
});
export type PrunedProcesses = Readonly<z.output<typeof PrunedProcesses>>;

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
