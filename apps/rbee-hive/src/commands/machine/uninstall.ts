import { lstat, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { defaultCatalogFolder } from '@rbee/worker-catalog/installed';
import { isSystemError } from '@rbee-internal/coded-error';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.js';
import { loginService, removeLoginService } from '../../daemon/login-service.js';
import { serveCommand } from '../../daemon/serve-command.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addUninstall: AddCommand = (program, run) => {
  command(program, {
    name: 'uninstall',
    local: true,
    description: 'remove all that rbee-hive has put on this machine; remove takes away one worker',
    examples: [
      ['uninstall --everything', 'say what would be removed'],
      ['uninstall --everything --yes', 'workers, models, the daemon and its state, your choices'],
    ],
  })
    .option('--everything', 'workers, models, caches, the daemon with its logs and keys, your choices')
    .option('--keep-models', 'but the models')
    .option('--yes', 'do it, and do not only say it')
    .action((flags: UninstallFlags, self: Command) => {
      if (flags.everything !== true)
        return self.error('error: give --everything; rbee-hive remove WORKER removes one worker');
      return run((context) => uninstall(flags, context));
    });
};

interface UninstallFlags {
  readonly everything?: boolean;
  readonly keepModels?: boolean;
  readonly yes?: boolean;
}

/** Removes every folder of ours. Links among them are removed themselves, never what they lead to. */
async function uninstall(
  { keepModels = false, yes = false }: UninstallFlags,
  context: CommandContext,
): Promise<{ readonly removed: readonly string[] }> {
  const { tell, colors, signal } = context;
  const folders = await foldersThere(foldersOf(context, keepModels));
  if (folders.length === 0) {
    tell('There is nothing to remove.');
    return { removed: [] };
  }
  if (!yes) {
    for (const folder of folders) tell(`  ${printable(folder)}`);
    throw new CommandFailure({
      code: 'NOT_AGREED',
      message: 'Nothing was removed so far: these folders, with all in them, would be.',
      hint: 'rbee-hive uninstall --everything --yes removes them.',
    });
  }
  await endDaemon(context);
  for (const folder of folders) {
    signal.throwIfAborted();
    await rm(folder, { recursive: true, force: true });
    tell(`${colors.green('✓')} Removed ${printable(folder)}.`);
  }
  tell('What remains is the program: npm uninstall --global rbee-hive.');
  return { removed: folders };
}

function foldersOf({ stateDir, configDir, env }: CommandContext, keepModels: boolean): string[] {
  const facts = { platform: process.platform, env, homeDir: os.homedir() };
  const workers = defaultCatalogFolder('workers', facts);
  const models = defaultCatalogFolder('models', facts);
  // On Windows the daemon's state is beside them.
  const state = process.platform === 'win32' ? stateDir : path.dirname(stateDir);
  return [workers, ...(keepModels ? [] : [models, path.dirname(workers)]), state, configDir];
}

async function foldersThere(folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) if (await isThere(folder)) found.push(folder);
  // What is in one that goes anyway need not be named.
  return found.filter((folder) => !found.some((other) => folder.startsWith(other + path.sep)));
}

async function isThere(folder: string): Promise<boolean> {
  try {
    await lstat(folder);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** The daemon, and what starts it again. @throws CommandFailure `DAEMON_RUNS_ON` */
async function endDaemon(context: CommandContext): Promise<void> {
  const { env, stateDir, signal } = context;
  if (process.platform === 'linux' || process.platform === 'darwin') {
    const facts = { platform: process.platform, env, homeDir: os.homedir(), command: serveCommand() };
    await removeLoginService(loginService(facts), context).catch((error: unknown) => {
      // Its file is gone all the same, so that nothing starts at the next login.
      if (!(error instanceof CommandFailure)) throw error;
      context.tell(`${context.colors.yellow('warning')} ${printable(error.message)}`);
    });
  }
  const { stopDaemon } = await import('rbee-hive-daemon/access');
  if ((await stopDaemon(stateDir, { signal })) === 'runs')
    throw new CommandFailure({
      code: 'DAEMON_RUNS_ON',
      message: 'The daemon was asked to end and still runs after a minute. Nothing was removed.',
      hint: 'rbee-hive ps shows which of its workers do not stop.',
    });
}
