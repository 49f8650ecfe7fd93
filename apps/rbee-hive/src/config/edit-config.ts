import { isDeepStrictEqual } from 'node:util';
import { type Config, type ConfigValue, configInvalid, isTable, parseConfig } from './read-config.js';

/** Where a value is, and what it is to be; `undefined` takes it away. */
export interface ConfigChange {
  /** `['serve', 'port']` */
  readonly path: readonly string[];
  readonly value: ConfigValue | undefined;
}

/**
 * The text of a `config.toml` with one value changed; all else, comments too, stays as it is.
 *
 * @throws CommandFailure `CONFIG_INVALID` when the value is written in a way that cannot be changed so
 */
export async function editConfig(text: string, change: ConfigChange, file: string): Promise<string> {
  const wanted = withValue(await parseConfig(text, file), change);
  const edited = editLines(text, change);
  if (!isDeepStrictEqual(plain(await parseConfig(edited, file)), plain(wanted)))
    throw configInvalid(
      file,
      `${change.path.join('.')} is written over several lines there, so edit it by hand`,
    );
  return edited;
}

function withValue(config: Config, { path, value }: ConfigChange): Config {
  const [name = '', ...rest] = path;
  const { [name]: before, ...others } = config;
  if (rest.length > 0) {
    const table = isTable(before) ? (before as Config) : {};
    return { ...others, [name]: withValue(table, { path: rest, value }) };
  }
  return value === undefined ? others : { ...others, [name]: value };
}

/** Tables that are empty mean as much as none. */
function plain(config: Config): unknown {
  const entries = Object.entries(config)
    .map(([name, value]) => [name, isTable(value) ? plain(value as Config) : value] as const)
    .filter(([, value]) => !(isTable(value) && Object.keys(value).length === 0))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries);
}

function editLines(text: string, { path, value }: ConfigChange): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const key = path.at(-1) ?? '';
  const table = path.slice(0, -1).join('.');
  const start = table === '' ? 0 : lines.findIndex((line) => headerOf(line) === table) + 1;
  if (table !== '' && start === 0)
    return value === undefined
      ? text
      : `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}\n[${table}]\n${key} = ${written(value)}\n`.replace(
          /^\n/,
          '',
        );
  const rest = lines.slice(start).findIndex((line) => headerOf(line) !== undefined);
  const end = rest === -1 ? lines.length : start + rest;
  const at = lines.slice(start, end).findIndex((line) => new RegExp(`^\\s*${key}\\s*=`).test(line));
  const added = value === undefined ? [] : [`${key} = ${written(value)}`];
  if (at === -1) lines.splice(start, 0, ...added);
  else lines.splice(start + at, 1, ...added);
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}

function headerOf(line: string): string | undefined {
  return /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line)?.[1]?.replace(/\s/g, '');
}

/** JSON's strings, numbers and lists are TOML's, too. */
function written(value: ConfigValue): string {
  return Array.isArray(value)
    ? `[${value.map((one) => JSON.stringify(one)).join(', ')}]`
    : JSON.stringify(value);
}
