import { type Command, InvalidArgumentError, Option } from 'commander';
import { GatewayOptions } from 'rbee-hive-daemon/api';
import { formatBytes } from '../../output/format-bytes.js';
import { helpOf } from './field-option.js';
import { collect, parseBytes, parseCount, parseDuration } from './option-parsers.js';

type Name = keyof GatewayOptions;
type Parse = (text: string, earlier?: readonly string[]) => unknown;

/** Each option of the gateway as the command line has it. */
const FLAGS: Readonly<Record<Name, { readonly flags: string; readonly parse: Parse }>> = {
  corsOrigins: { flags: '--cors-origin <origin>', parse: collect },
  keepAliveSeconds: { flags: '--keep-alive <time>', parse: parseDuration },
  memoryBytes: { flags: '--memory <size>', parse: parseBytes },
  gpuMemoryBytes: { flags: '--gpu-memory <size>', parse: parseBytes },
  loadedModels: { flags: '--loaded-models <count>', parse: parseCount },
  inFlight: { flags: '--in-flight <count>', parse: parseCount },
  queued: { flags: '--queue <count>', parse: parseCount },
  roomSeconds: { flags: '--wait-for-room <time>', parse: parseDuration },
  requestBytes: { flags: '--request-limit <size>', parse: parseBytes },
  uploadBytes: { flags: '--upload-limit <size>', parse: parseBytes },
};

const NAMES = Object.keys(FLAGS) as Name[];

/** Adds the options of the gateway; their help, defaults and limits are the schema's. */
export function addGatewayOptions(command: Command): Command {
  for (const name of NAMES) {
    const { flags, parse } = FLAGS[name];
    const field = GatewayOptions.shape[name];
    const check = (text: string, earlier: unknown) => {
      const value = parse(text, earlier as readonly string[] | undefined);
      const [issue] = field.safeParse(value).error?.issues ?? [];
      if (issue !== undefined) throw new InvalidArgumentError(`${issue.message}.`);
      return value;
    };
    const help = withDefault(name, helpOf(field), field.meta()?.default);
    command.addOption(new Option(flags, help).argParser<unknown>(check));
  }
  return command;
}

/** What of the typed options is the gateway's, and the others. */
export function takeGatewayOptions<T extends object>(options: T): readonly [GatewayOptions, T] {
  const typed = options as Readonly<Record<string, unknown>>;
  const entries = NAMES.map((name) => [name, typed[keyOf(name)]] as const);
  const gateway = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  const keys = new Set(NAMES.map(keyOf));
  const others = Object.fromEntries(Object.entries(typed).filter(([key]) => !keys.has(key)));
  return [gateway as GatewayOptions, others as T];
}

/** What commander calls the option: `--keep-alive <time>` is `keepAlive`. */
function keyOf(name: Name): string {
  const [flag = ''] = FLAGS[name].flags.slice(2).split(' ', 1);
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The default is the daemon's: what is not typed is not sent, but the help says it. */
function withDefault(name: Name, help: string, value: unknown): string {
  if (typeof value !== 'number') return help;
  const text = name.endsWith('Bytes')
    ? formatBytes(value)
    : name.endsWith('Seconds')
      ? `${value}s`
      : `${value}`;
  return `${help} (default: ${text})`;
}
