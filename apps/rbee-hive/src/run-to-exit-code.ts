import { existsSync } from 'node:fs';
import os from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Command, CommanderError } from 'commander';
import pc from 'picocolors';
import type { Action } from './commands/command.js';
import { configFile, configFolder } from './config-folder.js';
import type { CommandContext } from './context.js';
import { createContext } from './create-context.js';
import { EXIT_CODES } from './exit-codes.js';
import type { GlobalFlags } from './global-flags.js';
import { Interrupted, listenForInterruption } from './interruption.js';
import { createOutput } from './output/create-output.js';
import { describeFailure } from './output/describe-failure.js';
import { createJsonOutput } from './output/json-output.js';
import { type ApplyConfig, commandOf, createProgram, type RunAction } from './program.js';
import { type StateFolderFacts, stateFolder } from './state-folder.js';
import type { Secrets } from './take-secrets.js';

/** Runs one command line to its end, whatever that is, and returns the exit code. */
export async function runToExitCode(args: readonly string[], secrets: Secrets): Promise<number> {
  const interruption = listenForInterruption();
  let exitCode: number = EXIT_CODES.ok;
  let notConfigured: unknown;
  const known = await knownConfig();
  const applyConfig: ApplyConfig = async (program, command) => {
    notConfigured = await applyUserConfig({ program, command, known }).catch((error: unknown) => error);
  };
  const run: RunAction = async (action, flags) => {
    const checked: Action = (context) =>
      notConfigured === undefined ? action(context) : Promise.reject(notConfigured);
    exitCode = await runAction(checked, flags, { signal: interruption.signal, secrets });
  };
  try {
    // What is set may be for any command, so until it is checked all are loaded.
    const only = known === 'unchecked' ? undefined : commandOf(args);
    const program = await createProgram(run, { only, applyConfig });
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return exitCodeOfUsage(error, args);
  } finally {
    interruption.close();
  }
}

/** Commands that a configuration with a mistake must not stop. */
const UNCONFIGURED = new Set(['config', 'complete', 'completion']);

/** What is known of the user's configuration, before it is read. */
type KnownConfig = 'none' | 'unchecked' | 'checked';

async function knownConfig(): Promise<KnownConfig> {
  const facts = folderFacts();
  const configDir = configFolder(facts);
  if (!existsSync(configFile(configDir))) return 'none';
  const { isChecked } = await import('./config/checked-config.js');
  return (await isChecked(configDir, stateFolder(facts))) ? 'checked' : 'unchecked';
}

interface ConfigApplication {
  readonly program: Command;
  readonly command: Command;
  readonly known: KnownConfig;
}

/** @throws CommandFailure `CONFIG_INVALID` */
async function applyUserConfig({ program, command, known }: ConfigApplication): Promise<void> {
  const facts = folderFacts();
  const configDir = configFolder(facts);
  const names = [command.name(), command.parent?.name() ?? ''];
  if (names.some((name) => UNCONFIGURED.has(name)) || known === 'none') return;
  const { applyConfig } = await import('./config/apply-config.js');
  await applyConfig(program, command, { configDir, isChecked: known === 'checked' });
  if (known === 'checked') return;
  const { markChecked } = await import('./config/checked-config.js');
  await markChecked(configDir, stateFolder(facts));
}

function folderFacts(): StateFolderFacts {
  return { platform: process.platform, env: process.env, homeDir: os.homedir() };
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
  const facts = folderFacts();
  const folders = { stateDir: stateFolder(facts), configDir: configFolder(facts) };
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
