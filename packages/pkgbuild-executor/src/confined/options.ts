import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from '@rbee-internal/system/process';
import {
  abortSignal,
  absolutePath,
  anything,
  bound,
  checkOptions,
  environment,
  flag,
  listOf,
  nonEmptyListOf,
  oneOf,
  portNumber,
  type Shape,
  text,
} from '../check-options.js';
import type { Access } from '../guards/guard.js';
import { toolchainFolders } from '../surroundings/session-access.js';
import type { ConfinedLimits, ConfinedOptions } from './types.js';

/** The bounds that hold where {@link ConfinedOptions.limits} says nothing. */
export const DEFAULT_CONFINED_LIMITS: Readonly<ConfinedLimits> = Object.freeze({
  milliseconds: 60_000,
  outputBytes: 65_536,
  graceMilliseconds: 500,
  processes: 4_096,
  openFiles: 65_536,
  memoryBytes: Number.POSITIVE_INFINITY,
});

/** What a confined program is started with. */
export interface ResolvedConfined {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly access: Access;
  readonly limits: ConfinedLimits;
  readonly sandbox: 'require' | 'prefer' | 'off';
  readonly signal: AbortSignal | undefined;
}

/** Applies the defaults, and makes the folders that the program finds. */
export async function resolveConfined(options: ConfinedOptions): Promise<ResolvedConfined> {
  checkConfinedOptions(options);
  const { command, env, readable = [], gpu = false, sandbox = 'prefer', signal } = options;
  const { nestedSandbox = false } = options;
  const workDir = await realpath(options.workDir);
  const temporary = path.join(workDir, 'tmp');
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const [name, ...args] = command;
  const program = path.isAbsolute(name) ? name : ((await findProgram(name, env)) ?? name);
  const shown = await namesOf([...toolchainFolders(env, {}), program, ...readable]);
  return {
    command: [program, ...args],
    env: { ...env, HOME: workDir, TMPDIR: temporary },
    access: {
      ...{ workingFolder: workDir, readable: shown, writable: [workDir], aliases: [], temporary },
      ...{ gpu, nestedSandbox },
    },
    limits: { ...DEFAULT_CONFINED_LIMITS, ...definedMembers(options.limits ?? {}) },
    sandbox,
    signal,
  };
}

const LIMITS: Shape = Object.fromEntries(Object.keys(DEFAULT_CONFINED_LIMITS).map((name) => [name, bound]));

/** @throws ExecuteError `INVALID_OPTION` */
function checkConfinedOptions(options: ConfinedOptions): void {
  checkOptions(
    options,
    { command: nonEmptyListOf(text), workDir: absolutePath, env: environment },
    {
      optional: {
        readable: listOf(absolutePath),
        gpu: flag,
        nestedSandbox: flag,
        sandbox: oneOf('require', 'prefer', 'off'),
        limits: anything,
        signal: abortSignal,
        port: portNumber,
        answeringPort: portNumber,
      },
    },
  );
  checkOptions(options.limits ?? {}, {}, { optional: LIMITS, at: 'limits.' });
}

function definedMembers<T extends object>(members: T): Partial<T> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  // The members are those of T, some left out.
  return Object.fromEntries(entries) as Partial<T>;
}

/** What is there, by the name it was given and by its real path. */
async function namesOf(files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    [...new Set(files)].map(async (file) => {
      const real = await realpath(file).catch(() => undefined);
      return real === undefined ? [] : [path.resolve(file), real];
    }),
  );
  return [...new Set(found.flat())];
}
