import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { showForeign } from '@rbee-internal/redact-url';
import type { ProgramOutcome } from '@rbee-internal/system/process';

/** Why there is no sandbox, by what would help. */
export type SandboxCause =
  /** The sandbox's program is not installed. */
  | 'missing'
  /** It is installed, but this user may not make user namespaces, as Ubuntu 24.04 has it with AppArmor. */
  | 'forbidden'
  /** This is inside a container that does not allow them. */
  | 'container'
  /** There is no sandbox for this system. */
  | 'unsupported'
  /** It does not work for some other reason. */
  | 'failed';

/** Why there is no sandbox though one was asked for, and what would help. */
export interface SandboxProblem {
  readonly cause: SandboxCause;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly remedy: string;
}

const REMEDIES: Readonly<Record<SandboxCause, string>> = {
  missing: 'Install bubblewrap, the package that has the program bwrap.',
  forbidden:
    'Allow user namespaces: "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0" on Ubuntu, "sudo sysctl kernel.unprivileged_userns_clone=1" on Debian.',
  container:
    'Start the container so that it allows user namespaces, as "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined" does.',
  unsupported: 'Install only what you trust on this system, or use Linux or macOS.',
  failed: 'Run "bwrap --unshare-all --ro-bind / / true" in a terminal to see the error.',
};

/** Files that Docker and Podman put into their containers. */
const CONTAINER_FILES = ['/.dockerenv', '/run/.containerenv'];

/** What bubblewrap says where AppArmor takes away what a new user namespace is for. */
const BY_APPARMOR = /setting up uid map: Permission denied|loopback: Failed RTM_NEWADDR/i;

/** What it says where it may make no namespace, or not mount in it. */
const BY_KERNEL =
  /No permissions to creat\w+ new namespace|Creating new namespace failed|Operation not permitted|Permission denied/i;

export function missingSandbox(program: string): SandboxProblem {
  return problem('missing', `${program} is not installed.`);
}

export function unsupportedSandbox(platform: NodeJS.Platform): SandboxProblem {
  return problem('unsupported', `There is no sandbox for ${platform}.`);
}

/** Why a trial run of the sandbox's program failed, by its output. */
export async function failedSandbox(
  program: string,
  outcome: Pick<ProgramOutcome, 'end' | 'output'>,
  containerFiles: readonly string[] = CONTAINER_FILES,
): Promise<SandboxProblem> {
  const message = `${program} does not work: ${showForeign(whyOf(outcome))}`;
  if (BY_APPARMOR.test(outcome.output)) return problem('forbidden', message);
  if (!BY_KERNEL.test(outcome.output)) return problem('failed', message);
  const found = await Promise.all(containerFiles.map(isThere));
  return problem(found.includes(true) ? 'container' : 'forbidden', message);
}

function problem(cause: SandboxCause, message: string): SandboxProblem {
  return { cause, message, remedy: REMEDIES[cause] };
}

function whyOf({ end, output }: Pick<ProgramOutcome, 'end' | 'output'>): string {
  if (end.type === 'timeout') return 'it took too long';
  return output.trim().split('\n')[0] || 'it could not be started';
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}
