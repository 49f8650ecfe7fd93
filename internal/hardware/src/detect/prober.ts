import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import type { ProbeFailure, ProbeFailureCode } from '../types.js';
import type { ProgramOutput } from './machine-access.js';
import type { DetectContext } from './options.js';

/** What a file or command said, or why it said nothing; the failure is on record then. */
export type Probed =
  | { readonly ok: true; readonly text: string; readonly source: string }
  | { readonly ok: false; readonly code: ProbeFailureCode; readonly source: string };

/** Reads files and asks programs within limits; of what fails it keeps the reason and never throws for it. */
export interface Prober {
  readonly context: DetectContext;
  file(path: string): Promise<Probed>;
  /** The names in a folder, sorted; none when it cannot be read. */
  folder(path: string): Promise<readonly string[]>;
  /** What a command printed, when it ended well. */
  command(program: string, ...args: string[]): Promise<Probed>;
  /** What a command printed, when it ended well, or had something of use to say all the same. */
  partly(accepts: (printed: string) => boolean, program: string, ...args: string[]): Promise<Probed>;
  /** What a command printed on either stream, however it ended. */
  anyExit(program: string, ...args: string[]): Promise<Probed>;
  /** Records that a source's text is not what was expected. */
  unreadable(source: string, expected: string): void;
  /** Records that something is not there, and what that means. */
  missing(source: string, reason: string): void;
}

/** Asks the first of `programs` that is there; vendors install some outside `PATH`. */
export async function askFirst(
  prober: Pick<Prober, 'command'>,
  programs: readonly [string, ...string[]],
  ...args: string[]
): Promise<{ readonly program: string; readonly answer: Probed }> {
  const [program, next, ...rest] = programs;
  const answer = await prober.command(program, ...args);
  if (answer.ok || answer.code !== 'NOT_FOUND' || next === undefined) return { program, answer };
  return await askFirst(prober, [next, ...rest], ...args);
}

/** How long to wait for an operation to notice that it was stopped. */
const STOP_GRACE_MS = 500;

/** A prober whose failures are recorded under `probe`. */
export function createProber(probe: string, context: DetectContext, failures: ProbeFailure[]): Prober {
  const fail = (source: string, code: ProbeFailureCode, reason: string): Probed => {
    failures.push({ probe, source, code, reason: showForeign(reason) });
    return { ok: false, code, source };
  };
  const attempt = async <T>(source: string, operation: (signal: AbortSignal) => Promise<T>) => {
    try {
      return { value: await withinTime(context, operation) };
    } catch (error) {
      context.signal?.throwIfAborted();
      return { failed: fail(source, codeOf(error), messageOf(error)) };
    }
  };
  const limits = { maxBytes: context.maxProbeBytes };
  const run = async (program: string, args: readonly string[], judge: Judge): Promise<Probed> => {
    const source = [program, ...args].join(' ');
    const ran = await attempt(source, (signal) =>
      context.run(program, args, { ...limits, timeout: context.probeTimeoutMs, signal }),
    );
    if (ran.failed !== undefined) return ran.failed;
    const { stdout, stderr } = ran.value;
    if (stdout.length + stderr.length > context.maxProbeBytes) {
      return fail(source, 'TOO_LARGE', `More than ${context.maxProbeBytes} bytes.`);
    }
    const answer = judge(ran.value);
    if (answer !== undefined) return { ok: true, text: answer, source };
    return fail(source, 'EXIT', describeExit(ran.value));
  };
  return {
    context,
    file: async (path) => {
      const read = await attempt(path, (signal) => context.readFile(path, { ...limits, signal }));
      if (read.failed !== undefined) return read.failed;
      return { ok: true, text: read.value.slice(0, context.maxProbeBytes), source: path };
    },
    folder: async (path) => {
      const listed = await attempt(path, (signal) => context.listFolder(path, { ...limits, signal }));
      return listed.value === undefined ? [] : [...listed.value].sort();
    },
    command: (program, ...args) =>
      run(program, args, ({ exitCode, stdout }) => (exitCode === 0 ? stdout : undefined)),
    partly: (accepts, program, ...args) =>
      run(program, args, ({ exitCode, stdout }) => (exitCode === 0 || accepts(stdout) ? stdout : undefined)),
    anyExit: (program, ...args) => run(program, args, ({ stdout, stderr }) => `${stdout}\n${stderr}`),
    unreadable: (source, expected) => {
      fail(source, 'UNREADABLE', `Its text has no ${expected}.`);
    },
    missing: (source, reason) => {
      fail(source, 'NOT_FOUND', reason);
    },
  };
}

type Judge = (output: ProgramOutput) => string | undefined;

/** Holds an injected operation to the time limit and to the caller's signal, even when it heeds neither. */
async function withinTime<T>(
  { signal, probeTimeoutMs }: DetectContext,
  operation: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const onAbort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  timers.push(setTimeout(() => stop.abort(new ProbeTimeout(probeTimeoutMs)), probeTimeoutMs));
  const abandoned = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => {
      timers.push(setTimeout(() => reject(stop.signal.reason), STOP_GRACE_MS));
    });
  });
  try {
    return await Promise.race([operation(stop.signal), abandoned]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

class ProbeTimeout extends Error {
  readonly code = 'TIMEOUT';

  constructor(milliseconds: number) {
    super(`No answer after ${milliseconds} ms.`);
  }
}

function codeOf(error: unknown): ProbeFailureCode {
  if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return 'NOT_FOUND';
  if (isSystemError(error, 'EACCES', 'EPERM')) return 'DENIED';
  if (isSystemError(error, 'TIMEOUT')) return 'TIMEOUT';
  if (isSystemError(error, 'TOO_LARGE')) return 'TOO_LARGE';
  return 'FAILED';
}

function describeExit({ exitCode, stdout, stderr }: ProgramOutput): string {
  const said = onOneLine(stderr) || onOneLine(stdout) || 'nothing printed';
  return `Ended with ${exitCode ?? 'a signal'}: ${said}`;
}

/** What matters is not always in the first line. */
function onOneLine(text: string): string {
  return text.slice(0, 1000).trim().replace(/\s+/g, ' ');
}
