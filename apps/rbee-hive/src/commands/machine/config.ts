import { replaceFile } from '@rbee-internal/system/files';
import type { Command, Option } from 'commander';
import { applyConfig, findOption } from '../../config/apply-config.js';
import { editConfig } from '../../config/edit-config.js';
import {
  type Config,
  type ConfigValue,
  configFile,
  isTable,
  parseConfig,
  readConfig,
  readConfigText,
} from '../../config/read-config.js';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

const KEY = 'command and option, such as serve.port, or an option of all commands, such as plain';

export const addConfig: AddCommand = (program, run) => {
  const config = command(program, {
    name: 'config',
    description: 'keep options, so that they need not be typed, in config.toml',
    examples: [
      ['config set serve.port 9000', 'rbee-hive serve listens there from now on'],
      ['config list', 'what is set, and in which file'],
    ],
  }).helpCommand(false);
  const add = (name: string) => config.command(name).configureHelp({ showGlobalOptions: true });
  add('set')
    .description('set an option; one that is a switch is true or false')
    .argument('<key>', KEY)
    .argument('<values...>', 'its value; several where it can be given several times')
    .action((key: string, values: string[]) => run((context) => set({ program, key, values }, context)));
  add('unset')
    .description('take an option away')
    .argument('<key>', KEY)
    .action((key: string) => run((context) => set({ program, key }, context)));
  add('get')
    .description('print the value of an option: the one that is set, else its default')
    .argument('<key>', KEY)
    .action((key: string) => run((context) => get(program, key, context)));
  add('list')
    .description('list what is set')
    .action(() => run((context) => list(program, context)));
};

interface Change {
  readonly program: Command;
  readonly key: string;
  /** Without them it is taken away. */
  readonly values?: readonly string[];
}

/** @throws CommandFailure `CONFIG_INVALID`, `NO_SUCH_OPTION` */
async function set(
  { program, key, values }: Change,
  context: CommandContext,
): Promise<{ readonly file: string }> {
  const { configDir, tell, colors } = context;
  const file = configFile(configDir);
  // What no command has is taken away like all else.
  const value = values === undefined ? undefined : configValueOf(requireOption(program, key), values);
  const text = await editConfig(await readConfigText(configDir), { path: key.split('.'), value }, file);
  applyConfig(program, await parseConfig(text, file), file);
  await replaceFile(file, text);
  tell(
    `${colors.green('✓')} ${key} is ${value === undefined ? 'not set any more' : JSON.stringify(value)}, in ${file}.`,
  );
  return { file };
}

async function get(
  program: Command,
  key: string,
  { configDir, print }: CommandContext,
): Promise<{ readonly value: unknown }> {
  const option = requireOption(program, key);
  const value =
    entriesOf(await readConfig(configDir)).find(([name]) => name === key)?.[1] ?? option.defaultValue;
  print(value === undefined ? '' : printable(typeof value === 'string' ? value : JSON.stringify(value)));
  return { value };
}

async function list(
  program: Command,
  { configDir, print, tell }: CommandContext,
): Promise<{ readonly config: Config }> {
  const file = configFile(configDir);
  const config = await readConfig(configDir);
  const entries = entriesOf(config);
  tell(entries.length === 0 ? `Nothing is set in ${file}.` : `Of ${file}:`);
  for (const [key, value] of entries) print(printable(`${key} = ${JSON.stringify(value)}`));
  applyConfig(program, config, file);
  return { config };
}

function entriesOf(config: Config): (readonly [key: string, value: ConfigValue])[] {
  return Object.entries(config).flatMap(([name, value]) =>
    isTable(value)
      ? entriesOf(value as Config).map(([key, inner]) => [`${name}.${key}`, inner] as const)
      : [[name, value as ConfigValue] as const],
  );
}

/** @throws CommandFailure `NO_SUCH_OPTION` */
function requireOption(program: Command, key: string): Option {
  const words = key.split('.');
  const name = words.pop() ?? '';
  let command: Command | undefined = program;
  for (const word of words) command = command?.commands.find((candidate) => candidate.name() === word);
  const option = command === undefined ? undefined : findOption(command, name);
  if (option !== undefined && /^[a-z][a-z0-9-]*$/.test(name)) return option;
  throw new CommandFailure({
    code: 'NO_SUCH_OPTION',
    message: `No command has the option ${JSON.stringify(key)}.`,
    hint: 'Write the command, a dot, and the flag without its dashes: serve.port. rbee-hive COMMAND --help lists the flags.',
  });
}

function configValueOf(option: Option, values: readonly string[]): ConfigValue {
  const [first = '', ...more] = values;
  if (more.length > 0) return values.map(scalarOf);
  if (first === 'true' || first === 'false') return first === 'true';
  return option.required || option.optional ? scalarOf(first) : first;
}

function scalarOf(word: string): string | number {
  return /^(?:0|[1-9]\d{0,14})$/.test(word) ? Number(word) : word;
}
