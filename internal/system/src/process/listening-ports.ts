import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The state of a socket that listens, as /proc/net/tcp writes it. */
const LISTENS = '0A';
/** Sockets that are looked at, of a machine and of a process. */
const MAX_SOCKETS = 100_000;
const SOCKET = /^socket:\[(\d+)\]$/;

/**
 * The TCP ports at which some processes listen, each once, the lowest first; none where that cannot be seen.
 * @example
 * listeningPorts([process.pid]); // [8080]
 */
export function listeningPorts(pids: readonly number[]): number[] {
  if (process.platform !== 'linux') return [];
  const ports = new Set<number>();
  for (const pid of pids) {
    const inodes = socketsOf(pid);
    if (inodes.size === 0) continue;
    // A process may be in a network of its own, which only its own files show.
    for (const table of ['tcp', 'tcp6'])
      for (const { port, inode } of listenersIn(`/proc/${pid}/net/${table}`))
        if (inodes.has(inode)) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}

function socketsOf(pid: number): Set<string> {
  const inodes = new Set<string>();
  const folder = `/proc/${pid}/fd`;
  for (const name of attempt(() => readdirSync(folder), []).slice(0, MAX_SOCKETS)) {
    const [, inode] = SOCKET.exec(attempt(() => readlinkSync(`${folder}/${name}`), '')) ?? [];
    if (inode !== undefined) inodes.add(inode);
  }
  return inodes;
}

function listenersIn(file: string): { readonly port: number; readonly inode: string }[] {
  const [, ...rows] = attempt(() => readFileSync(file, 'utf8'), '').split('\n', MAX_SOCKETS);
  return rows.flatMap((row) => {
    const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/);
    if (state !== LISTENS || inode === undefined) return [];
    return [{ port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16), inode }];
  });
}

/** What a process shows may be gone, or not ours to see, at any moment. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
