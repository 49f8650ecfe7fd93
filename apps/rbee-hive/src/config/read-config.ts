import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile } from '@rbee-internal/system/files';
import { CommandFailure } from '../errors.js';

const MAX_BYTES = 256 * 1024;

/** What an option may be set to. */
export type ConfigValue = string | number | boolean | readonly (string | number)[];

/** Options by the names of their flags; those of a command are in a table of its name. */
export interface Config {
  readonly [name: string]: ConfigValue | Config;
}

export function configFile(configDir: string): string {
  return path.join(configDir, 'config.toml');
}

/** The text of the user's `config.toml`; none is empty. @throws CommandFailure `CONFIG_INVALID` */
export async function readConfigText(configDir: string): Promise<string> {
  const file = configFile(configDir);
  try {
    return (await readRegularFile(file, { maxBytes: MAX_BYTES })).toString('utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return '';
    throw configInvalid(file, error instanceof Error ? error.message : String(error));
  }
}

/** What the user has chosen for all commands. @throws CommandFailure `CONFIG_INVALID` */
export async function readConfig(configDir: string): Promise<Config> {
  const text = await readConfigText(configDir);
  return text.trim() === '' ? {} : parseConfig(text, configFile(configDir));
}

/** @throws CommandFailure `CONFIG_INVALID` for what is not TOML, or has values that no option takes */
export async function parseConfig(text: string, file: string): Promise<Config> {
  const { parse } = await import('smol-toml');
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch (error) {
    const [first = ''] = error instanceof Error ? error.message.split('\n') : [];
    const line = (error as { readonly line?: unknown }).line;
    throw configInvalid(file, `${first}${typeof line === 'number' ? ` (line ${line})` : ''}`);
  }
  if (!isConfig(parsed)) throw configInvalid(file, 'it has dates or lists of tables, which no option takes');
  return parsed;
}

function isConfig(value: unknown): value is Config {
  return isTable(value) && Object.values(value).every((one) => isValue(one) || isConfig(one));
}

function isValue(value: unknown): value is ConfigValue {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string' || typeof one === 'number');
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Whether it is a table, and neither a value nor one of the library's dates. */
export function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

export function configInvalid(file: string, problem: string): CommandFailure {
  return new CommandFailure({
    code: 'CONFIG_INVALID',
    message: `${file} cannot be used: ${problem}.`,
    hint: 'Correct or remove it; rbee-hive config list shows what it says.',
  });
}
