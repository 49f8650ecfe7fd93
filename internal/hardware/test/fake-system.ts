import { readFileSync } from 'node:fs';
import type { ProgramOutput } from '../src/detect/machine-access.js';
import type { DetectHardwareOptions } from '../src/detect/options.js';
import type { OperatingSystem } from '../src/types.js';

export interface FakeSystem {
  readonly os?: OperatingSystem;
  readonly architecture?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Text by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Names by path. */
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  /** Output by command line; text alone is standard output of a program that ended well. */
  readonly commands?: Readonly<Record<string, string | Partial<ProgramOutput>>>;
}

/** Options for a machine that consists of what is named and of nothing else. */
export function fakeSystem(system: FakeSystem): DetectHardwareOptions {
  const { os = 'linux', architecture = 'x86_64', env = {}, files = {}, folders = {}, commands = {} } = system;
  return {
    host: { os, architecture },
    env,
    now: () => new Date('2026-03-01T12:00:00Z'),
    readFile: async (path) => files[path] ?? missing('open', path),
    listFolder: async (path) => folders[path] ?? missing('scandir', path),
    run: async (program, args) => {
      const line = [program, ...args].join(' ');
      const answer = commands[line] ?? missing('spawn', program);
      const output = typeof answer === 'string' ? { stdout: answer } : answer;
      return { exitCode: 0, stdout: '', stderr: '', ...output };
    },
  };
}

export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

export function systemError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}

/** `pci('0000:01:00.0', '30000 10DE:2684', 'nvidia')` as the kernel shows a device of the bus. */
export function pci(address: string, classAndId: string, driver?: string) {
  const [pciClass, pciId] = classAndId.split(' ');
  const lines = [
    ...(driver === undefined ? [] : [`DRIVER=${driver}`]),
    `PCI_CLASS=${pciClass}`,
    `PCI_ID=${pciId}`,
    `PCI_SLOT_NAME=${address}`,
  ];
  return { address, uevent: `${lines.join('\n')}\n` };
}

/** The files and folder of a PCI bus with these devices. */
export function pciBus(...devices: ReturnType<typeof pci>[]) {
  return {
    folders: { '/sys/bus/pci/devices': devices.map(({ address }) => address) },
    files: Object.fromEntries(
      devices.map(({ address, uevent }) => [`/sys/bus/pci/devices/${address}/uevent`, uevent]),
    ),
  };
}

export const SMI_QUERY =
  'nvidia-smi --query-gpu=uuid,pci.bus_id,memory.total,driver_version,compute_cap,name --format=csv,noheader,nounits';
export const SMI_OLD_QUERY =
  'nvidia-smi --query-gpu=uuid,pci.bus_id,memory.total,driver_version,name --format=csv,noheader,nounits';

function missing(call: string, what: string): never {
  throw systemError('ENOENT', `no such file or directory, ${call} '${what}'`);
}
