import os from 'node:os';
import { readRegularFile } from '@rbee-internal/system/files';
import { findProgram } from '@rbee-internal/system/process';
import type { Host } from '../types.js';
import { createAsk, type Look, type LookContext } from './look/look-context.js';
import { lookForCommands } from './look/look-for-commands.js';
import { lookForModules } from './look/look-for-modules.js';
import { lookForPackages } from './look/look-for-packages.js';
import { lookForPythonModules } from './look/look-for-python-modules.js';
import { lookForFiles, lookForHeaders, lookForLibraries } from './look/look-in-folders.js';
import type { Finding, Machine, PackageFamily, Probe, ProbeKind, SignalOption } from './machine.js';
import { probeText } from './machine.js';
import { FAMILY_PROGRAMS, familyOf, INSTALL_COMMANDS } from './package-families.js';
import { readFacts } from './read-facts.js';

/** Which machine it is, and where its programs are. */
export interface OpenMachineOptions extends SignalOption {
  /** What this machine is: see `detectHost`. */
  readonly host: Host;
  /** `PATH`, and what `pkg-config` and the loader read: `PKG_CONFIG_PATH`, `LD_LIBRARY_PATH`. The rest is not used. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * This machine, to be asked what it has.
 *
 * @throws the signal's reason
 * @example
 * const machine = await openMachine({ host: detectHost(process), env: process.env });
 */
export async function openMachine({ host, env, signal }: OpenMachineOptions): Promise<Machine> {
  signal?.throwIfAborted();
  const PATH = env.PATH ?? '';
  const osRelease = host.os === 'linux' ? await readOsRelease() : undefined;
  const family = await findFamily({ host, PATH, osRelease });
  signal?.throwIfAborted();
  const contextWith = (of: SignalOption): LookContext => ({
    PATH,
    family,
    architecture: host.architecture,
    signal: of.signal,
    ask: createAsk(env, of.signal),
  });
  return {
    name: 'this machine',
    host,
    family,
    installCommand: family === undefined ? undefined : await installCommandOf(family, PATH),
    find: (probes, of = {}) => find(probes, contextWith(of)),
    readFacts: (of = {}) =>
      readFacts(contextWith(of), {
        carch: host.architecture,
        uname: unameOf(),
        processors: os.availableParallelism(),
        osRelease: osRelease ?? false,
      }),
  };
}

const LOOKS: Readonly<Record<ProbeKind, Look>> = {
  command: lookForCommands,
  module: lookForModules,
  library: lookForLibraries,
  header: lookForHeaders,
  python: lookForPythonModules,
  file: lookForFiles,
  package: lookForPackages,
};

async function find(probes: readonly Probe[], context: LookContext): Promise<ReadonlyMap<string, Finding>> {
  context.signal?.throwIfAborted();
  const kinds = Object.entries(LOOKS) as [ProbeKind, Look][];
  const findings = await Promise.all(
    kinds.map(([kind, look]) =>
      look(
        probes.filter((probe) => probe.kind === kind),
        context,
      ),
    ),
  );
  return new Map(findings.flat().map((finding) => [probeText(finding.probe), finding]));
}

const OS_RELEASE_FILES = ['/etc/os-release', '/usr/lib/os-release'];
const MAX_OS_RELEASE_BYTES = 64 * 1024;

async function readOsRelease(): Promise<string | undefined> {
  for (const file of OS_RELEASE_FILES) {
    // The first is a link to the second on most systems, and a link is not followed.
    const content = await readRegularFile(file, { maxBytes: MAX_OS_RELEASE_BYTES }).catch(() => undefined);
    if (content !== undefined) return content.toString('utf8');
  }
  return undefined;
}

/** By the distribution's name, because a program of another family may be installed; else by the first such program. */
async function findFamily({
  host,
  PATH,
  osRelease = '',
}: {
  readonly host: Host;
  readonly PATH: string;
  readonly osRelease?: string | undefined;
}): Promise<PackageFamily | undefined> {
  if (host.os === 'windows') return undefined;
  const of = (name: string) => new RegExp(`^${name}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  const known = familyOf({ id: of('ID'), like: of('ID_LIKE').split(' ') });
  const candidates =
    host.os === 'macos' ? (['brew'] as const) : ([known, 'dpkg', 'rpm', 'pacman', 'apk'] as const);
  for (const family of candidates) {
    if (family === undefined) continue;
    if ((await findProgram(FAMILY_PROGRAMS[family], { PATH })) !== undefined) return family;
  }
  return undefined;
}

/** rpm's distributions have each their own. */
async function installCommandOf(family: PackageFamily, PATH: string): Promise<readonly string[]> {
  if (family !== 'rpm') return INSTALL_COMMANDS[family];
  for (const program of ['dnf', 'zypper', 'yum'])
    if ((await findProgram(program, { PATH })) !== undefined) return [program, 'install'];
  return INSTALL_COMMANDS.rpm;
}

function unameOf() {
  return {
    kernelName: os.type(),
    kernelRelease: os.release(),
    kernelVersion: os.version(),
    machine: os.machine(),
    operatingSystem: os.type() === 'Linux' ? 'GNU/Linux' : os.type(),
  };
}
