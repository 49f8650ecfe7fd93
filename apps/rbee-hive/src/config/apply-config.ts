import { messageOf } from '@rbee-internal/coded-error';
import type { Command } from 'commander';
import { configFile } from '../config-folder.js';
import { nearest } from '../suggest/nearest.js';
import { type ConfigTable, configInvalid, readConfig } from './config-file.js';
import { type ConfigOption, configOptions, keysOf, optionValue, valueAt } from './config-option.js';

export interface AppliedConfig {
  readonly configDir: string;
  /** Whether nothing is wrong with any of it; then the program may have the one command only. @default false */
  readonly isChecked?: boolean;
}

/**
 * Gives the options of a command that were not typed their values of the user's configuration.
 *
 * @throws CommandFailure `CONFIG_INVALID`
 */
export async function applyConfig(
  program: Command,
  command: Command,
  { configDir, isChecked = false }: AppliedConfig,
): Promise<void> {
  const config = await readConfig(configDir);
  const file = configFile(configDir);
  const options = isChecked ? configOptions(program) : checkConfig(program, config, file);
  for (const { key, option, command: owner } of options) {
    if (owner !== command && owner !== program) continue;
    const value = valueAt(config, key);
    const name = option.attributeName();
    const source = owner.getOptionValueSource(name);
    if (value === undefined || (source !== undefined && source !== 'default')) continue;
    owner.setOptionValueWithSource(name, readValue({ key, option }, { value, file }), 'config');
  }
}

/**
 * Looks whether a configuration has only options that there are, with values that they take.
 *
 * @returns every option that there is
 * @throws CommandFailure `CONFIG_INVALID`
 */
export function checkConfig(program: Command, config: ConfigTable, file: string): readonly ConfigOption[] {
  const options = configOptions(program);
  const byKey = new Map(options.map((option) => [option.key, option]));
  for (const key of keysOf(config, new Set(byKey.keys()))) {
    const found = byKey.get(key);
    if (found === undefined) throw configInvalid(file, unknownKey(key, options));
    readValue(found, { value: valueAt(config, key), file });
  }
  return options;
}

/** The end of a sentence that says that there is no such option. */
export function unknownKey(key: string, options: readonly ConfigOption[]): string {
  const similar = nearest(
    key,
    options.map((option) => option.key),
  );
  const meant = similar === undefined ? '' : `, perhaps ${similar} is meant`;
  return `there is no option ${JSON.stringify(key)}${meant}`;
}

function readValue(
  { key, option }: Pick<ConfigOption, 'key' | 'option'>,
  { value, file }: { readonly value: unknown; readonly file: string },
): unknown {
  try {
    return optionValue(option, value);
  } catch (error) {
    throw configInvalid(file, `${key} is not valid (${messageOf(error).replace(/\.$/, '')})`, error);
  }
}
