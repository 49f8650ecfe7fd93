import { chooseConfinement, confinementOf, launchConfined, limitedCommand } from './launch-confined.js';
import { resolveConfined } from './options.js';
import type { ConfinedOptions, ConfinedResult } from './types.js';

/**
 * Runs one program to its end, apart from the rest of the machine: it sees the system and what it is shown, writes to
 * its own folder, has a loopback of its own and no other network, and sees no process but its own. When the call
 * settles, nothing of it is left. A program that fails is a result.
 *
 * @throws ExecuteError `SANDBOX`, `INVALID_OPTION`; the signal's reason when it was aborted; a system error when the
 *   work folder cannot be used
 * @example
 * ```ts
 * const { end, output } = await runConfined({
 *   command: ['/opt/worker/worker', '--version'],
 *   workDir,
 *   env: { PATH: process.env.PATH },
 *   readable: ['/opt/worker'],
 * });
 * ```
 */
export async function runConfined(options: ConfinedOptions): Promise<ConfinedResult> {
  options.signal?.throwIfAborted();
  const program = await resolveConfined(options);
  const chosen = await chooseConfinement(program);
  const command = await limitedCommand(program, chosen);
  const launched = await launchConfined(program, chosen, { command, env: program.env, hasChannel: false });
  const end = await launched.ended;
  options.signal?.throwIfAborted();
  return { end, output: launched.output(), stdout: launched.stdout(), ...confinementOf(chosen) };
}
