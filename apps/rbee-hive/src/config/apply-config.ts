import { type Command, InvalidArgumentError, type Option } from 'commander';
import { type Config, type ConfigValue, configInvalid, isTable } from './read-config.js';

/**
 * Makes what the user has chosen the defaults of a program's options. What is typed comes before it, but for options
 * that can be given several times: these add to it. Tables of commands that are not loaded are passed over.
 *
 * @throws CommandFailure `CONFIG_INVALID` for an option that a command does not have, and a value it does not take
 */
export function applyConfig(program: Command, config: Config, file: string): void {
  for (const [name, value] of Object.entries(config)) {
    if (isTable(value)) {
      const command = program.commands.find((candidate) => candidate.name() === name);
      if (command !== undefined) applyConfig(command, value as Config, file);
      continue;
    }
    const option = findOption(program, name);
    if (option === undefined) throw configInvalid(file, `${program.name()} has no option --${name}`);
    setOption(program, option, { value: value as ConfigValue, file });
  }
}

/** `daemon` is the option that the flag `--no-daemon` turns off. */
export function findOption(command: Command, name: string): Option | undefined {
  return command.options.find(({ long }) => long === `--${name}` || long === `--no-${name}`);
}

interface Setting {
  readonly value: ConfigValue;
  readonly file: string;
}

function setOption(command: Command, option: Option, { value, file }: Setting): void {
  const refuse = (why: string) => configInvalid(file, `--${option.name()} of ${command.name()} ${why}`);
  command.setOptionValueWithSource(option.attributeName(), readValue(option, value, refuse), 'config');
}

function readValue(option: Option, value: ConfigValue, refuse: (why: string) => Error): unknown {
  const takesValue = option.required || option.optional;
  if (typeof value === 'boolean') {
    if (takesValue && !option.optional) throw refuse('takes a value, not true or false');
    return value;
  }
  if (!takesValue) throw refuse('is true or false');
  if (option.argChoices !== undefined && !option.argChoices.includes(String(value)))
    throw refuse(`is one of ${option.argChoices.join(', ')}`);
  let read: unknown;
  for (const one of Array.isArray(value) ? value : [value]) {
    try {
      read = option.parseArg === undefined ? String(one) : option.parseArg(String(one), read);
    } catch (error) {
      if (error instanceof InvalidArgumentError)
        throw refuse(`cannot be ${JSON.stringify(one)}: ${error.message}`);
      throw error;
    }
  }
  return read;
}
