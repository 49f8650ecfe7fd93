import { z } from 'zod';
import { withoutUndefined } from '../entry/decode-stored.js';
import { withEitherKeys } from '../entry/either-keys.js';
import { templateProblem } from './template.js';
import type { LaunchValues, WorkerLaunch } from './types.js';
import { launchVariableProblem } from './variable-problem.js';
import { LAUNCH_VALUE_NAMES, MODEL_FORMATS, WORKER_APIS, WORKER_TASKS } from './vocabulary.js';

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

const Environment = z.record(z.string(), Template).superRefine((variables, context) => {
  for (const name of Object.keys(variables)) {
    const problem = launchVariableProblem(name);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: [name], message: problem });
  }
});

const Value = z.union([z.string().max(MAX_TEMPLATE_LENGTH), z.number()]);

const Health = z.object({
  path: z
    .string()
    .max(256)
    .regex(/^\/[!-~]*$/, 'must be an absolute path without blanks')
    .optional(),
  status: z.array(z.int().min(100).max(599)).min(1).max(16).optional(),
});

/** A worker's `launch` as registry entries and records have it. */
export const StoredLaunch = withEitherKeys(
  z.object({
    args: z
      .array(z.union([Template, z.array(Template).min(1).max(MAX_PARTS)]))
      .min(1)
      .max(MAX_PARTS),
    env: Environment.optional(),
    health: Health.optional(),
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
  return withoutUndefined({
    args: launch.args,
    env: launch.env,
    health: launch.health,
    start_seconds: launch.startSeconds,
    api: launch.api,
    tasks: launch.tasks,
    formats: launch.formats,
    heartbeat: launch.heartbeat,
    defaults: launch.defaults,
  });
}
