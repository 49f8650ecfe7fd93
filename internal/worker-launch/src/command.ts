import { fillTemplate, valuesNamedIn } from './template.js';
import type { LaunchValues, WorkerLaunch } from './types.js';
import type { LaunchValueName } from './vocabulary.js';

/** What a worker is started with, its program aside. */
export interface LaunchCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** How a worker without a `launch` of its own is started. */
export const FIXED_LAUNCH: WorkerLaunch = {
  args: ['--port', '{port}', ['--queen-url', '{queen_url}']],
  api: 'openai',
  tasks: ['chat'],
  formats: [],
  heartbeat: 'worker',
};

/**
 * The values that a worker cannot be started without and that neither `values` nor its defaults give, each once.
 *
 * @example missingLaunchValues(launch, { port: 8080 }) // ['model']
 */
export function missingLaunchValues(launch: WorkerLaunch, values: LaunchValues): LaunchValueName[] {
  const given = { ...launch.defaults, ...withoutUndefined(values) };
  const needed = launch.args.flatMap((part) => (typeof part === 'string' ? valuesNamedIn(part) : []));
  return [...new Set(needed)].filter((name) => given[name] === undefined);
}

/**
 * The command line and environment of a worker for these values; values that are missing leave their groups out, and in
 * a single argument are empty (see {@link missingLaunchValues}).
 *
 * @example launchCommand({ args: ['-m', '{model}', ['-c', '{context}']], … }, { model: '/m.gguf' }).args // ['-m', '/m.gguf']
 */
export function launchCommand(launch: WorkerLaunch, values: LaunchValues): LaunchCommand {
  const given = { ...launch.defaults, ...withoutUndefined(values) };
  const isGiven = (template: string) => valuesNamedIn(template).every((name) => given[name] !== undefined);
  const args = launch.args.flatMap((part) => {
    if (typeof part === 'string') return [fillTemplate(part, given)];
    return part.every(isGiven) ? part.map((template) => fillTemplate(template, given)) : [];
  });
  const env = Object.entries(launch.env ?? {})
    .filter(([, template]) => isGiven(template))
    .map(([name, template]) => [name, fillTemplate(template, given)]);
  return { args, env: Object.fromEntries(env) };
}

function withoutUndefined(values: LaunchValues): LaunchValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
