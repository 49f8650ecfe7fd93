import type { Command } from 'commander';
import { checkConfig, unknownKey } from '../../config/apply-config.js';
import { changeConfig, readConfig } from '../../config/config-file.js';
import {
  type ConfigOption,
  configOptions,
  keysOf,
  optionValue,
  valueAt,
  valueOfWords,
  withValueAt,
} from '../../config/config-option.js';
import { configFile } from '../../config-folder.js';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command, type Run } from '../command.js';

export const addConfig: AddCommand = (program, run) => {
  const added = command(program, {
    name: 'config',
    local: true,
    description: 'your own defaults for options, in config.toml',
    examples: [
      ['config set serve.port 7000', 'from now on, serve listens there'],
      ['config set install.allow-host crates.example.org git.example.org', 'an option with several values'],
      ['config get serve.port', '7000'],
      ['config list --all', 'every option there is, with its default'],
      ['config unset serve.port', 'the default again'],
    ],
  });
  added
    .command('list')
    .description('list what is set')
    .option('--all', 'every option that can be set')
    .action(({ all = false }: { readonly all?: boolean }) => run((context) => list(program, all, context)));
  addKeyCommands(added, program, run);
  added
    .command('path')
    .description('print the path of the file')
    .action(() =>
      run(async ({ configDir, print }) => {
        print(configFile(configDir));
        return { path: configFile(configDir) };
      }),
    );
};

function addKeyCommands(added: Command, program: Command, run: Run): void {
  const key = 'the command and the option, such as serve.port; config list --all shows all';
  added
    .command('get')
    .description('print the value of an option')
    .argument('<key>', key)
    .action((name: string) => run((context) => get(program, name, context)));
  added
    .command('set')
    .description('set the value of an option; several values for one that may be given several times')
    .argument('<key>', key)
    .argument('<values...>', 'as it would be typed; true or false for one without a value')
    .action((name: string, words: string[]) => run((context) => set(program, { name, words }, context)));
  added
    .command('unset')
    .description('remove the value of an option')
    .argument('<key>', key)
    .action((name: string) => run((context) => unset(program, name, context)));
}

async function list(program: Command, all: boolean, context: CommandContext): Promise<unknown> {
  const { configDir, print, tell } = context;
  const config = await readConfig(configDir);
  const file = configFile(configDir);
  const options = checkConfig(program, config, file);
  if (all) {
    const rows = options.map(({ key, option }) => [
      key,
      show(valueAt(config, key) ?? option.defaultValue),
      option.description,
    ]);
    for (const line of await formatTable([['OPTION', 'VALUE', 'WHAT IT DOES'], ...rows]))
      print(line.trimEnd());
    return { file, options: rows.map(([key, , description]) => ({ key, description })) };
  }
  const keys = keysOf(config, new Set(options.map(({ key }) => key)));
  if (keys.length === 0) tell(`Nothing is set in ${file}. rbee-hive config list --all shows what can be.`);
  for (const key of keys) print(printable(`${key} = ${show(valueAt(config, key))}`));
  return { file, config };
}

async function get(program: Command, name: string, { configDir, print }: CommandContext): Promise<unknown> {
  const { key, option } = optionCalled(program, name);
  const value = valueAt(await readConfig(configDir), key) ?? option.defaultValue;
  print(printable(show(value)));
  return { key, value };
}

interface Setting {
  readonly name: string;
  readonly words: readonly string[];
}

async function set(program: Command, { name, words }: Setting, context: CommandContext): Promise<unknown> {
  const { key, option } = optionCalled(program, name);
  const value = valueOfWords(option, words);
  const { configDir, signal, tell, colors } = context;
  try {
    optionValue(option, value);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CommandFailure({ code: 'CONFIG_INVALID', message: `${key}: ${problem}`, cause: error });
  }
  await changeConfig(configDir, (config) => withValueAt(config, key, value), signal);
  tell(`${colors.green('✓')} ${printable(`${key} = ${show(value)}`)}`);
  return { key, value };
}

async function unset(program: Command, name: string, context: CommandContext): Promise<unknown> {
  const { configDir, signal, tell, colors } = context;
  // A key that no option has can be removed too.
  const key =
    valueAt(await readConfig(configDir), name) === undefined ? optionCalled(program, name).key : name;
  await changeConfig(configDir, (config) => withValueAt(config, key, undefined), signal);
  tell(`${colors.green('✓')} ${printable(key)} has its default again.`);
  return { key };
}

/** @throws CommandFailure `CONFIG_INVALID` */
function optionCalled(program: Command, name: string): ConfigOption {
  const options = configOptions(program);
  const found = options.find(({ key }) => key === name);
  if (found !== undefined) return found;
  throw new CommandFailure({
    code: 'CONFIG_INVALID',
    message: `The configuration cannot have that: ${unknownKey(name, options)}.`,
    hint: 'rbee-hive config list --all shows every option that it may have.',
  });
}

function show(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
