import type { Access, Guard } from './guard.js';

/** Homes and what else holds other people's data on macOS. */
const HIDDEN_FOLDERS = ['/Users', '/private/var/root', '/Volumes', '/private/tmp', '/private/var/tmp'];

/** macOS's `sandbox-exec`: a profile for files and network. Processes are not kept apart. */
export function createSandboxExecGuard(program: string): Guard {
  return {
    name: 'sandbox-exec',
    isolatesProcesses: false,
    mountsFolders: false,
    isolatesLoopback: false,
    wrap: async (command, access) => [program, '-p', sandboxProfile(access), ...command],
  };
}

/** The profile, in a fixed order: of several rules that match, the last one holds. */
export function sandboxProfile({ readable, writable, proxyPort, temporary }: Access): string {
  const own = [...writable, temporary];
  return [
    '(version 1)',
    '(allow default)',
    rule('deny file-read*', HIDDEN_FOLDERS),
    // The way to a folder must be found, though not what else is on it.
    '(allow file-read-metadata)',
    rule('allow file-read*', [...readable, ...own]),
    '(deny file-write*)',
    rule('allow file-write*', [
      ...own,
      '/dev/null',
      '/dev/zero',
      '/dev/tty',
      '/dev/fd',
      '/dev/stdout',
      '/dev/stderr',
    ]),
    '(deny network*)',
    ...(proxyPort === undefined ? [] : [`(allow network-outbound (remote ip "localhost:${proxyPort}"))`]),
  ].join('\n');
}

function rule(what: string, folders: readonly string[]): string {
  return `(${what} ${folders.map((folder) => `(subpath ${quoted(folder)})`).join(' ')})`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}
