import type { Credentials } from '../types.js';

/** The headers that sign in to a URL, or none. */
export type Authorize = (url: URL) => Readonly<Record<string, string>>;

export function createAuthorize(credentials: Credentials | undefined): Authorize {
  const tokens = new Map(
    Object.entries(credentials?.tokens ?? {}).map(([origin, token]) => [new URL(origin).origin, token]),
  );
  const machines = parseNetrc(credentials?.netrc ?? '');
  return (url) => {
    if (url.protocol !== 'https:' && !isLoopback(url.hostname)) return {};
    const token = tokens.get(url.origin);
    if (token !== undefined) return { authorization: `Bearer ${token}` };
    const machine = machines.get(url.hostname);
    if (machine === undefined) return {};
    return {
      authorization: `Basic ${Buffer.from(`${machine.login}:${machine.password}`).toString('base64')}`,
    };
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

interface Machine {
  readonly login: string;
  readonly password: string;
}

/** The machines of a netrc(5) text, without macros and the `default` entry. The first entry of a host counts. */
function parseNetrc(text: string): ReadonlyMap<string, Machine> {
  const machines = new Map<string, Machine>();
  const words = text
    .replace(/^macdef\b[\s\S]*?(?:\n[ \t]*\n|$(?![\s\S]))/gm, '')
    .replace(/^[ \t]*#.*$/gm, '')
    .split(/\s+/);
  let host: string | undefined;
  let entry = { login: '', password: '' };
  const finish = () => {
    if (host !== undefined && !machines.has(host)) machines.set(host, entry);
    entry = { login: '', password: '' };
  };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    const value = words[index + 1] ?? '';
    if (word === 'machine' || word === 'default') {
      finish();
      host = word === 'machine' ? value : undefined;
    } else if (word === 'login' || word === 'password') entry = { ...entry, [word]: value };
    if (word === 'machine' || word === 'login' || word === 'password' || word === 'account') index += 1;
  }
  finish();
  return machines;
}
