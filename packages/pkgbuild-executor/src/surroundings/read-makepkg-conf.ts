import { showForeign } from '@rbee-internal/redact-url';
import { runProgram } from '@rbee-internal/system/process';
import { ExecuteError } from '../errors.js';
import { BUILD_CONFIG_VARIABLES, type BuildConfig } from './build-config.js';
import PRINT_VARIABLES from './read-makepkg-conf.bash';
import { requireProgram } from './require-program.js';

const READ_MILLISECONDS = 10_000;
const MAX_BYTES = 1_048_576;

/** Options of `readMakepkgConf`. */
export interface ReadMakepkgConfOptions {
  /** The environment: `PATH` finds bash and what the file calls, such as `nproc`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a makepkg.conf(5) and the `.conf` files in the folder `<file>.d`, by bash as makepkg does: the file is the
 * machine's own, and its code runs. What it does not set is absent.
 *
 * @throws ExecuteError `BASH_MISSING`, `CONFIG_INVALID`; the signal's reason when it was aborted
 * @example
 * ```ts
 * const buildConfig = await readMakepkgConf('/etc/makepkg.conf', { env: process.env });
 * ```
 */
export async function readMakepkgConf(
  file: string,
  { env, signal }: ReadMakepkgConfOptions,
): Promise<Partial<BuildConfig>> {
  signal?.throwIfAborted();
  const bash = await requireProgram('bash', env);
  const names = Object.values(BUILD_CONFIG_VARIABLES);
  const { end, stdout } = await runProgram(
    bash,
    ['--noprofile', '--norc', '-c', PRINT_VARIABLES, 'makepkg', file, ...names],
    {
      env: { PATH: env.PATH },
      signal,
      timeoutMilliseconds: READ_MILLISECONDS,
      maxOutputBytes: MAX_BYTES,
    },
  );
  if (end.type === 'exit' && end.code === 0)
    return configOf(stdout.toString('utf8').split('\0').slice(0, -1));
  throw new ExecuteError({
    code: 'CONFIG_INVALID',
    message: `The configuration ${showForeign(file)} cannot be read by bash`,
    hint: 'Run bash -c ". /path/to/makepkg.conf" in a terminal to see the error.',
    cause: end.type === 'error' ? end.error : new Error(`bash: ${JSON.stringify(end)}`),
  });
}

function configOf(fields: readonly string[]): Partial<BuildConfig> {
  const values = new Map<string, string | string[]>();
  for (let at = 0; at < fields.length; ) {
    const [name = '', count = '', scalar = ''] = fields.slice(at, at + 3);
    const length = count === '-' ? 1 : Number(count);
    values.set(name, count === '-' ? scalar : fields.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  const config: Record<string, string | string[]> = {};
  for (const [member, variable] of Object.entries(BUILD_CONFIG_VARIABLES)) {
    const value = values.get(variable);
    if (value !== undefined)
      config[member] = LIST_MEMBERS.has(member) ? [value].flat() : [value].flat().join(' ');
  }
  // Each member has the kind of value that BuildConfig gives it.
  return config as Partial<BuildConfig>;
}

const LIST_MEMBERS: ReadonlySet<string> = new Set<keyof BuildConfig>([
  'options',
  'buildEnvironment',
  'manDirs',
  'docDirs',
  'purgeTargets',
]);
