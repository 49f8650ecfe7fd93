import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/** What the environment said that no other process is to read there. */
export interface Secrets {
  /** Of `RBEE_LICENSE_TOKEN`. */
  readonly licenseToken: string | undefined;
  /** Of `RBEE_HIVE_TOKEN`. */
  readonly hiveToken: string | undefined;
  /** Of `HF_TOKEN`: for the hub that models are pulled from. */
  readonly hubToken?: string | undefined;
}

export interface TakenSecrets extends Secrets {
  /** Whether the system shows none of them in this process's environment, as `/proc/PID/environ` would. */
  readonly blanked: boolean;
}

const TOKENS = {
  licenseToken: 'RBEE_LICENSE_TOKEN',
  hiveToken: 'RBEE_HIVE_TOKEN',
  hubToken: 'HF_TOKEN',
} as const;

/** URLs that may have a password in them; they stay in the environment that this program sees. */
const URLS = [
  'WORKER_CATALOG_URL',
  ...['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'],
];

/** The longest environment that is searched; Linux allows a quarter of the stack. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Takes the tokens out of this process's environment, so that neither its children get them nor the builds and workers
 * that run as the same user can read them in `/proc/PID/environ`. It comes before all else that the program does.
 */
export function takeSecrets(env: NodeJS.ProcessEnv = process.env): TakenSecrets {
  const licenseToken = env[TOKENS.licenseToken] || undefined;
  const hiveToken = env[TOKENS.hiveToken] || undefined;
  const hubToken = env[TOKENS.hubToken] || undefined;
  const urls = URLS.flatMap((name) => {
    const value = env[name];
    return value?.includes('@') ? [[name, value] as const] : [];
  });
  const names = [...Object.values(TOKENS), ...urls.map(([name]) => name)];
  const blanked = blankEnvironment(names);
  for (const name of Object.values(TOKENS)) delete env[name];
  // The blanked bytes were theirs, too: set again, they are elsewhere in memory.
  for (const [name, value] of urls) env[name] = value;
  return { licenseToken, hiveToken, hubToken, blanked };
}

/** Overwrites the values of these variables where Linux shows them. @returns whether none is left to be seen */
function blankEnvironment(names: readonly string[]): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const place = environmentPlace();
    const memory = openSync('/proc/self/mem', 'r+');
    try {
      for (const { start, length } of valuesOf(names, read(memory, place)))
        writeSync(memory, Buffer.alloc(length), 0, length, place.start + start);
      return valuesOf(names, read(memory, place)).every(({ isBlank }) => isBlank);
    } finally {
      closeSync(memory);
    }
  } catch {
    // A system that forbids it: the caller gets `blanked: false`.
    return false;
  }
}

interface Place {
  readonly start: number;
  readonly length: number;
}

/** Fields 50 and 51 of proc_pid_stat(5); the second one, a name, may hold blanks and brackets. */
function environmentPlace(): Place {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [start = Number.NaN, end = Number.NaN] = fields.slice(47, 49).map(Number);
  const length = end - start;
  if (!(start > 0 && length >= 0 && length <= MAX_BYTES)) throw new Error('The environment is not shown.');
  return { start, length };
}

function read(memory: number, { start, length }: Place): Buffer {
  const block = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(memory, block, filled, length - filled, start + filled);
    if (count === 0) throw new Error('The environment ends early.');
    filled += count;
  }
  return block;
}

interface Value extends Place {
  readonly isBlank: boolean;
}

/** Where the values of these variables are in a block of `NAME=value` that end in zero bytes. */
function valuesOf(names: readonly string[], block: Buffer): Value[] {
  const found: Value[] = [];
  for (let start = 0; start < block.length; ) {
    const zero = block.indexOf(0, start);
    const end = zero === -1 ? block.length : zero;
    const entry = block.subarray(start, end);
    const length = entry.indexOf('=');
    const value = start + length + 1;
    if (length !== -1 && names.includes(entry.toString('utf8', 0, length)))
      found.push({ start: value, length: end - value, isBlank: value === end });
    start = end + 1;
  }
  return found;
}
