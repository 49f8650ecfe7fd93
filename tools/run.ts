import { type ProgramEnd, runProgram } from '@rbee-internal/system/process';

/** Runs a program with its output passed on; rejects when it does not end with 0. Ctrl-C ends it with all it started. */
export async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  const interruption = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => interruption.abort(new Error(`${program} ended by ${signal}`));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const { end } = await runProgram(program, args, {
      cwd,
      env: toolEnvironment(),
      signal: interruption.signal,
      maxOutputBytes: 0,
      overflow: 'drop',
      onOutput: (chunk, stream) => void process[stream].write(chunk),
    });
    if (end.type !== 'exit' || end.code !== 0)
      throw new Error(`${program} ${args.join(' ')} ended with ${describe(end)}`);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function describe(end: ProgramEnd): string {
  if (end.type === 'exit') return `exit code ${end.code}`;
  if (end.type === 'signal') return end.signal;
  return end.type === 'error' ? end.error.message : end.type;
}

function toolEnvironment(): NodeJS.ProcessEnv {
  // Its output goes through us, so it cannot see the terminal by itself.
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  return { ...process.env, ...color, TURBO_TELEMETRY_DISABLED: '1' };
}
