import os from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Command, CommanderError } from 'commander';
import pc from 'picocolors';
import type { Action } from './commands/command.js';
import { applyConfig } from './config/apply-config.js';
import { configFile, readConfig } from './config/read-config.js';
import { configFolder } from './config-folder.js';
import type { CommandContext } from './context.js';
import { createContext } from './create-context.js';
import { CommandFailure } from './errors.js';
import { EXIT_CODES } from './exit-codes.js';
import type { GlobalFlags } from './global-flags.js';
import { Interrupted, listenForInterruption } from './interruption.js';
import { createOutput } from './output/create-output.js';
import { describeFailure } from './output/describe-failure.js';
import { createJsonOutput } from './output/json-output.js';
import { commandOf, createProgram, type RunAction } from './program.js';
import { stateFolder } from './state-folder.js';
import type { Secrets } from './take-secrets.js';

/** Runs one command line to its end, whatever that is, and returns the exit code. */
export async function runToExitCode(args: readonly string[], secrets: Secrets): Promise<number> {
  const interruption = listenForInterruption();
  let exitCode: number = EXIT_CODES.ok;
  const run: RunAction = async (action, flags) => {
    exitCode = await runAction(action, flags, { signal: interruption.signal, secrets });
  };
  try {
    const only = commandOf(args);
    const program = await createProgram(run, only);
    // What knows all commands also mends what is set, so nothing of it may stand in its way.
    if (only !== undefined && only !== '') await applyUserConfig(program);
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommandFailure) return await reportConfig(error, args);
    if (!(error instanceof CommanderError)) throw error;
    return exitCodeOfUsage(error, args);
  } finally {
    interruption.close();
  }
}

/** @throws CommandFailure `CONFIG_INVALID` */
async function applyUserConfig(program: Command): Promise<void> {
  const { configDir } = foldersOfUser();
  const config = await readConfig(configDir);
  if (Object.keys(config).length > 0) applyConfig(program, config, configFile(configDir));
}

/** The words were not read so far: of the flags only the form of the output counts. */
async function reportConfig(failure: CommandFailure, args: readonly string[]): Promise<number> {
  const colors = pc.createColors(process.stderr.isTTY && !process.env.NO_COLOR);
  const { stdout, stderr, env } = process;
  const output = await createOutput({
    flags: { json: args.includes('--json') },
    colors,
    env,
    stdout,
    stderr,
  });
  output.failure(await describeFailure(failure));
  output.close();
  return EXIT_CODES.failure;
}

function foldersOfUser(): Pick<CommandContext, 'stateDir' | 'configDir'> {
  const facts = { platform: process.platform, env: process.env, homeDir: os.homedir() };
  return { stateDir: stateFolder(facts), configDir: configFolder(facts) };
}

async function runAction(
  action: Action,
  flags: GlobalFlags,
  { signal, secrets }: Pick<CommandContext, 'signal' | 'secrets'>,
): Promise<number> {
  const { env } = process;
  const colors = pc.createColors(process.stderr.isTTY && !env.NO_COLOR);
  const { stdout, stderr } = process;
  const output = await createOutput({ flags, colors, env, stdout, stderr });
  const folders = foldersOfUser();
  try {
    output.result(await action(createContext({ output, flags, colors, signal, env, secrets, ...folders })));
    return await exitCodeOfSuccess(signal);
  } catch (error) {
    output.failure(await describeFailure(error));
    return error instanceof Interrupted ? error.exitCode : EXIT_CODES.failure;
  } finally {
    output.close();
  }
}

/** What was printed last fails, if it does, only now. @throws Interrupted when the output cannot be written */
async function exitCodeOfSuccess(signal: AbortSignal): Promise<number> {
  await nextTurn();
  const { reason } = signal;
  if (!(reason instanceof Interrupted) || reason.exitCode === EXIT_CODES.interrupted) return EXIT_CODES.ok;
  if (reason.exitCode === EXIT_CODES.unread) return EXIT_CODES.unread;
  throw reason;
}

/** Commander has said what is wrong with the command line, or has shown the help that was asked for. */
function exitCodeOfUsage({ exitCode, message }: CommanderError, args: readonly string[]): number {
  if (exitCode === 0) return EXIT_CODES.ok;
  if (args.includes('--json')) {
    createJsonOutput(process).failure({ code: 'USAGE', message: message.replace(/^error: /, '') });
  }
  return EXIT_CODES.usage;
}
