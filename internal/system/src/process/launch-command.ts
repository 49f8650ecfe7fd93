import { existsSync } from 'node:fs';

/** Bounds that the kernel keeps for a process and all that it starts (setrlimit(2)); absent ones stay as they are. */
export interface KernelLimits {
  /** Files that one process may have open. */
  readonly openFiles?: number | undefined;
  /** Processes and threads of the user, those outside the family included; not kept for root. */
  readonly processes?: number | undefined;
  /** Bytes of address space of one process. */
  readonly memoryBytes?: number | undefined;
  /** Bytes of one file that it writes. */
  readonly fileBytes?: number | undefined;
}

const KIBIBYTE = 1024;

/**
 * The command line that runs a command under kernel limits and without core files: a bash that sets them and then
 * becomes the command, so that the process id is the command's. prlimit(1) would do the same, though not on macOS.
 *
 * A limit that this process may not set, such as one above its own hard limit, stays as it is. A command that cannot be
 * run ends with exit code 126 or 127, as bash has it.
 */
export function launchCommand(command: readonly string[], limits: KernelLimits): readonly string[] {
  const steps = [
    limit('c', 0),
    limit('n', limits.openFiles),
    limit('u', limits.processes),
    limit('v', limits.memoryBytes === undefined ? undefined : Math.ceil(limits.memoryBytes / KIBIBYTE)),
    limit('f', limits.fileBytes === undefined ? undefined : Math.ceil(limits.fileBytes / KIBIBYTE)),
    'exec "$@"',
  ];
  return throughBash(steps, command);
}

/** The command line that runs a command without some descriptors of this process, like {@link launchCommand}. */
export function closingCommand(
  command: readonly string[],
  descriptors: readonly number[],
): readonly string[] {
  return throughBash([...descriptors.map((descriptor) => `exec ${descriptor}>&-`), 'exec "$@"'], command);
}

function throughBash(steps: readonly string[], command: readonly string[]): readonly string[] {
  const script = steps.filter((step) => step !== '').join('; ');
  // -p: neither BASH_ENV nor functions are read from the environment; --norc: bash reads ~/.bashrc by itself when its
  // standard input is a socket, as Node's pipes are.
  return [findBash(), '--noprofile', '--norc', '-p', '-c', script, 'launch', ...command];
}

/** Sets the soft and the hard limit. */
function limit(option: string, value: number | undefined): string {
  return value === undefined ? '' : `ulimit -${option} ${value} 2>/dev/null`;
}

/** Its usual places; the program's own `PATH` need not have it. */
const BASHES = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash', '/run/current-system/sw/bin/bash'];

function findBash(): string {
  return BASHES.find((file) => existsSync(file)) ?? 'bash';
}
