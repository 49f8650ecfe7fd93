import { type Command, InvalidArgumentError, type Option } from 'commander';
import type { ConfigTable } from './config-file.js';

/** An option that the configuration may set. */
export interface ConfigOption {
  /** Such as `serve.keep-alive`, or `json` for one that every command has. */
  readonly key: string;
  readonly command: Command;
  readonly option: Option;
}

/** Not an option's value but what the command prints instead of running. */
const NEVER = new Set(['version', 'help']);

/** Every option that the configuration may set, commands in the order of the help. */
export function configOptions(program: Command): readonly ConfigOption[] {
  return optionsBelow(program, []);
}

function optionsBelow(command: Command, names: readonly string[]): readonly ConfigOption[] {
  const own = command.options
    .filter((option) => !option.hidden && !NEVER.has(option.attributeName()))
    .map((option) => ({ key: [...names, nameOf(option)].join('.'), command, option }));
  const below = command.commands.flatMap((child) => optionsBelow(child, [...names, child.name()]));
  return [...own, ...below];
}

/** Without dashes; of `--no-wait` it is `wait`. */
function nameOf(option: Option): string {
  return option.name().replace(/^no-/, option.negate ? '' : 'no-');
}

/** The value that a key has in a configuration. */
export function valueAt(config: ConfigTable, key: string): unknown {
  let value: unknown = config;
  for (const name of key.split('.')) value = isTable(value) ? value[name] : undefined;
  return value;
}

/** A configuration with another value for a key; `undefined` removes it, and tables that are empty then. */
export function withValueAt(config: ConfigTable, key: string, value: unknown): ConfigTable {
  const [name = '', ...rest] = key.split('.');
  const below = config[name];
  const next = rest.length === 0 ? value : withValueAt(isTable(below) ? below : {}, rest.join('.'), value);
  const { [name]: _replaced, ...others } = config;
  const isGone = next === undefined || (isTable(next) && rest.length > 0 && Object.keys(next).length === 0);
  if (isGone) return others;
  return { ...config, [name]: next };
}

/** Every key that has a value, options' tables such as `install.env` taken whole. */
export function keysOf(config: ConfigTable, known: ReadonlySet<string>, prefix = ''): readonly string[] {
  return Object.entries(config).flatMap(([name, value]) => {
    const key = `${prefix}${name}`;
    return isTable(value) && !known.has(key) ? keysOf(value, known, `${key}.`) : [key];
  });
}

function isTable(value: unknown): value is ConfigTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * What the command line would have made of a value of the configuration: the same checks apply.
 *
 * @throws InvalidArgumentError what is expected
 */
export function optionValue(option: Option, value: unknown): unknown {
  if (option.negate || option.isBoolean()) {
    if (typeof value === 'boolean') return value;
    throw new InvalidArgumentError('Give true or false.');
  }
  if (option.optional && typeof value === 'boolean') return value ? true : undefined;
  const texts = textsOf(value);
  if (texts === undefined) throw new InvalidArgumentError('Give a text or a number, or a list of them.');
  if (option.parseArg === undefined && texts.length !== 1) throw new InvalidArgumentError('Give one value.');
  let result: unknown;
  for (const text of texts) result = option.parseArg === undefined ? text : option.parseArg(text, result);
  return result;
}

/** What would be typed, for each time that the option is given; `{ A = "1" }` is `A=1`. */
function textsOf(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) {
    const texts = value.map(textOf);
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }
  if (isTable(value)) {
    const texts = Object.entries(value).map(([name, part]) => [name, textOf(part)] as const);
    return texts.some(([, text]) => text === undefined)
      ? undefined
      : texts.map(([name, text]) => `${name}=${text}`);
  }
  const text = textOf(value);
  return text === undefined ? undefined : [text];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : undefined;
}

/** What is typed for `config set`, as the value that is written. */
export function valueOfWords(option: Option, words: readonly string[]): unknown {
  const [first = '', ...others] = words;
  if (others.length > 0) return words;
  const takesFlag = option.negate || option.isBoolean() || option.optional;
  if (takesFlag && /^(?:true|false)$/.test(first)) return first === 'true';
  return /^(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(first) ? Number(first) : first;
}
