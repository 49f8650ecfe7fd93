import path from 'node:path';
import { createLineSplitter } from '@rbee-internal/system/files';
import { findProgram, type ProgramEnd, runProgram } from '@rbee-internal/system/process';
import { z } from 'zod';
import { WorkerRegistryError } from '../../errors.js';

/**
 * The hive's program, which installs and starts what is tried. It is run as a user runs it, and is no dependency: what
 * a hive installs it asks of a registry, so a registry that is made of the installer would need itself, and who only
 * serves recipes would carry what builds them.
 */
export interface HiveProgram {
  /** Its path. */
  readonly program: string;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One of the lines that it prints with `--json`. */
export type HiveLine = Readonly<Record<string, unknown>> & { readonly type: string };

/** What a command of it came to, or why it came to nothing. */
export type HiveAnswer = { readonly result: unknown } | { readonly why: string };

export interface AskHiveOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with each line, as it comes. */
  readonly onLine?: ((line: HiveLine) => void) | undefined;
}

/** The longest line, and how much of all is kept for a message, in bytes. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
const MAX_KEPT_BYTES = 64 * 1024;
/** How long it may take to end what it has started, in milliseconds. */
const GRACE_MS = 15_000;

const hiveLine = z.looseObject({ type: z.string() });
const resultLine = z.looseObject({ type: z.literal('result'), result: z.unknown() });
const errorLine = z.looseObject({ type: z.literal('error'), message: z.string() });

/**
 * Finds it on `PATH`, or at a path.
 *
 * @throws WorkerRegistryError `INVALID_ARGUMENT` when it is not there
 */
export async function findHive(name: string, env: NodeJS.ProcessEnv): Promise<string> {
  const isPath = name.includes('/') || name.includes(path.sep);
  const found = isPath
    ? await findProgram(path.basename(name), { PATH: path.resolve(path.dirname(name)) })
    : await findProgram(name, env);
  if (found !== undefined) return found;
  throw new WorkerRegistryError({
    code: 'INVALID_ARGUMENT',
    message: `The program ${name}, which installs what is checked, was not found.`,
    hint: 'Install rbee-hive, or pass its path: --with ./node_modules/.bin/rbee-hive.',
  });
}

/** Runs one command of it. @throws the signal's reason */
export async function askHive(
  { program, env }: HiveProgram,
  args: readonly string[],
  { signal, onLine }: AskHiveOptions = {},
): Promise<HiveAnswer> {
  let answer: HiveAnswer | undefined;
  const lines = createLineSplitter({
    maxBytes: MAX_LINE_BYTES,
    onLine(text) {
      const line = readLine(text);
      if (line === undefined) return;
      answer = answerOf(line) ?? answer;
      onLine?.(line);
    },
  });
  const { end, stderr } = await runProgram(program, ['--json', '--no-daemon', ...args], {
    ...{ env, signal, graceMilliseconds: GRACE_MS, maxOutputBytes: MAX_KEPT_BYTES, overflow: 'drop' },
    onOutput: (chunk, stream) => {
      if (stream === 'stdout') lines.push(chunk);
    },
  });
  lines.flush();
  return answer ?? { why: `${path.basename(program)} ${endingOf(end)}: ${stderr.toString().trim()}` };
}

function readLine(text: string): HiveLine | undefined {
  try {
    return hiveLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function answerOf(line: HiveLine): HiveAnswer | undefined {
  const failed = errorLine.safeParse(line);
  if (failed.success) return { why: failed.data.message };
  const done = resultLine.safeParse(line);
  return done.success ? { result: done.data.result } : undefined;
}

function endingOf(end: ProgramEnd): string {
  if (end.type === 'exit') return `ended with exit code ${end.code} and without a result`;
  return end.type === 'error' ? `could not be started (${end.error.message})` : `ended by ${end.type}`;
}
