/** Runs a program of the system that answers at once. @returns its standard output; empty when it fails */
export type AskProgram = (program: string, args: readonly string[]) => Promise<string>;

const TIMEOUT_MILLISECONDS = 5_000;
const MAX_OUTPUT_BYTES = 8_192;

/** In English and in UTC, wherever the user is. */
export const askProgram: AskProgram = async (program, args) => {
  // Most systems tell without a program.
  const { runProgram } = await import('./run-program.js');
  const { end, stdout } = await runProgram(program, args, {
    env: { LC_ALL: 'C', TZ: 'UTC' },
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  });
  return end.type === 'exit' && end.code === 0 ? stdout.toString('utf8') : '';
};
