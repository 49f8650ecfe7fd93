import { ArchError } from '../errors.js';
import type { Host, HostFacts, OperatingSystem } from '../types.js';

/**
 * Names the machine in the terms of worker metadata and of makepkg's `CARCH`.
 *
 * @throws ArchError `OS_UNKNOWN`, `ARCHITECTURE_UNKNOWN`
 * @example
 * const host = detectHost(process); // { os: 'linux', architecture: 'x86_64' }
 */
export function detectHost(facts: HostFacts): Host {
  return { os: osOf(facts.platform), architecture: architectureOf(facts.arch) };
}

const OS_BY_NODE_PLATFORM: ReadonlyMap<string, OperatingSystem> = new Map([
  ['linux', 'linux'],
  ['darwin', 'macos'],
  ['win32', 'windows'],
]);

/** Names of Arch Linux, Arch Linux ARM and its other ports; 32-bit ARM is taken for ARMv7. */
const CARCH_BY_NODE_ARCH: ReadonlyMap<string, string> = new Map([
  ['x64', 'x86_64'],
  ['arm64', 'aarch64'],
  ['ia32', 'i686'],
  ['arm', 'armv7h'],
  ['riscv64', 'riscv64'],
  ['loong64', 'loong64'],
  ['ppc64', 'powerpc64le'],
]);

function osOf(platform: string): OperatingSystem {
  const os = OS_BY_NODE_PLATFORM.get(platform);
  if (os !== undefined) return os;
  throw new ArchError({
    code: 'OS_UNKNOWN',
    message: `This operating system is ${JSON.stringify(platform)}; workers exist for Linux, macOS and Windows.`,
  });
}

function architectureOf(arch: string): string {
  const carch = CARCH_BY_NODE_ARCH.get(arch);
  if (carch !== undefined) return carch;
  throw new ArchError({
    code: 'ARCHITECTURE_UNKNOWN',
    message: `Arch Linux has no name for the CPU architecture ${JSON.stringify(arch)}.`,
  });
}
