import { z } from 'zod';
import { templateProblem } from './template.js';
import type { LaunchValues, WorkerLaunch } from './types.js';
import {
  HEALTH_METHODS,
  LAUNCH_VALUE_NAMES,
  MODEL_FORMATS,
  WORKER_APIS,
  WORKER_TASKS,
} from './vocabulary.js';

const MAX_PARTS = 128;
const MAX_TEMPLATE_LENGTH = 4_096;

const Template = z
  .string()
  .max(MAX_TEMPLATE_LENGTH)
  .regex(/^\P{Cc}*$/u, 'must not have control characters')
  .superRefine((template, context) => {
    const problem = templateProblem(template);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

/** Variables through which a program would run other code than its own. */
const FORBIDDEN_VARIABLE =
  /^(?:LD_|DYLD_|BASH_ENV$|ENV$|IFS$|PATH$|HOME$|NODE_OPTIONS$|PYTHON(?:PATH|HOME|STARTUP)$|PERL5(?:LIB|OPT)$|GGML_BACKEND_PATH$|RBEE_)/;

const Environment = z.record(z.string(), Template).superRefine((variables, context) => {
  for (const name of Object.keys(variables)) {
    const problem = launchVariableProblem(name);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: [name], message: problem });
  }
});

const Value = z.union([z.string().max(MAX_TEMPLATE_LENGTH), z.number()]);

/** How a worker says that it is ready, as a `launch` and a start's own options have it. */
export const HealthCheck = z.object({
  path: z
    .string()
    .max(256)
    .regex(/^\/[!-~]*$/, 'must be an absolute path without blanks')
    .optional(),
  method: z.enum(HEALTH_METHODS).optional(),
  status: z.array(z.int().min(100).max(599)).min(1).max(16).optional(),
});

/** A worker's `launch` as registry entries and records have it. */
export const StoredLaunch = z.preprocess(
  snakeCaseStart,
  z.object({
    args: z
      .array(z.union([Template, z.array(Template).min(1).max(MAX_PARTS)]))
      .min(1)
      .max(MAX_PARTS),
    env: Environment.optional(),
    health: HealthCheck.optional(),
    start_seconds: z.int().min(1).max(3_600).optional(),
    api: z.enum(WORKER_APIS),
    tasks: z.array(z.enum(WORKER_TASKS)).max(16).default([]),
    formats: z.array(z.enum(MODEL_FORMATS)).max(8).default([]),
    heartbeat: z.enum(['worker', 'hive']).default('hive'),
    defaults: z.partialRecord(z.enum(LAUNCH_VALUE_NAMES), Value).optional(),
  }),
);
/** What {@link StoredLaunch} reads. */
export type StoredLaunch = z.output<typeof StoredLaunch>;

/**
 * A checked `launch` in the form that programs use.
 * @example
 * const launch = decodeLaunch(StoredLaunch.parse(entry.launch));
 */
export function decodeLaunch({ start_seconds, ...stored }: StoredLaunch): WorkerLaunch {
  const { env, health, defaults, ...same } = stored;
  return {
    ...same,
    ...(env !== undefined && { env }),
    ...(health !== undefined && { health: health as NonNullable<WorkerLaunch['health']> }),
    ...(defaults !== undefined && { defaults: defaults as LaunchValues }),
    ...(start_seconds !== undefined && { startSeconds: start_seconds }),
  };
}

/**
 * A `launch` as it is stored.
 * @example
 * const stored = encodeLaunch(launch);
 */
export function encodeLaunch(launch: WorkerLaunch): Record<string, unknown> {
  const stored = {
    args: launch.args,
    env: launch.env,
    health: launch.health,
    start_seconds: launch.startSeconds,
    api: launch.api,
    tasks: launch.tasks,
    formats: launch.formats,
    heartbeat: launch.heartbeat,
    defaults: launch.defaults,
  };
  return Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== undefined));
}

/**
 * What is wrong with setting a variable for a worker, as a sentence's end; `undefined` when it may be set.
 * @example
 * launchVariableProblem('LD_PRELOAD'); // 'must not change how programs are found or loaded'
 */
export function launchVariableProblem(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) return 'must be the name of a variable';
  return FORBIDDEN_VARIABLE.test(name) ? 'must not change how programs are found or loaded' : undefined;
}

/** Reads `startSeconds` as `start_seconds`. */
function snakeCaseStart(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('startSeconds' in value)) return value;
  const { startSeconds, ...same } = value;
  return { start_seconds: startSeconds, ...same };
}
