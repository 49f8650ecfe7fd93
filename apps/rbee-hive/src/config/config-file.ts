import { parse, patch } from '@decimalturn/toml-patch';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { makePrivateFolder, readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { changeAlone } from '../change-alone.js';
import { configFile } from '../config-folder.js';
import { CommandFailure } from '../errors.js';

const MAX_BYTES = 1024 * 1024;

/** What a configuration file holds: options by their names, in tables that are called like commands. */
export interface ConfigTable {
  readonly [key: string]: unknown;
}

/** The configuration; an empty one where there is no file. @throws CommandFailure `CONFIG_INVALID` */
export async function readConfig(configDir: string): Promise<ConfigTable> {
  return parseConfig(await readText(configDir), configFile(configDir));
}

/**
 * Changes the configuration, one process at a time; comments, order and layout of the file are kept.
 *
 * @throws CommandFailure `CONFIG_INVALID`; the signal's reason
 */
export async function changeConfig(
  configDir: string,
  change: (config: ConfigTable) => ConfigTable,
  signal: AbortSignal,
): Promise<void> {
  const file = configFile(configDir);
  try {
    await makePrivateFolder(configDir);
    await changeAlone(
      file,
      async () => {
        const text = await readText(configDir);
        await replaceFile(file, patch(text, change(parseConfig(text, file))), { mode: 0o600 });
      },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof CommandFailure ? error : configInvalid(file, messageOf(error), error);
  }
}

async function readText(configDir: string): Promise<string> {
  const file = configFile(configDir);
  try {
    return (await readRegularFile(file, { maxBytes: MAX_BYTES })).toString('utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return '';
    throw configInvalid(file, messageOf(error), error);
  }
}

function parseConfig(text: string, file: string): ConfigTable {
  try {
    return parse(text);
  } catch (error) {
    throw configInvalid(file, messageOf(error).replace(/\s*\n\s*/g, ' '), error);
  }
}

/** @param problem what is wrong, as the end of a sentence */
export function configInvalid(file: string, problem: string, cause?: unknown): CommandFailure {
  return new CommandFailure({
    code: 'CONFIG_INVALID',
    message: `The configuration ${file} cannot be used: ${problem}.`,
    hint: 'Correct or remove it; rbee-hive config list --all shows every option that it may have.',
    cause,
  });
}
