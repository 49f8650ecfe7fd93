import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export interface MachineStampFacts {
  /** The environment: what it says of devices and where programs are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that the system's own paths are below. @default / */
  readonly systemRoot?: string | undefined;
}

/** Programs whose answers are facts of the machine. Another one is another driver, toolkit or C library. */
const PROGRAMS = ['nvidia-smi', 'nvcc', 'rocminfo', 'hipconfig', 'vulkaninfo', 'ldd'];

/** Small files that name a version. */
const VERSIONS = [
  ...['proc/version', 'proc/driver/nvidia/version', 'sys/module/nvidia/version', 'sys/module/amdgpu/version'],
  ...['usr/local/cuda/version.json', 'opt/rocm/.info/version'],
  'System/Library/CoreServices/SystemVersion.plist',
];

/** Folders whose names say which devices and drivers there are. */
const LISTINGS = [
  ...['dev/dri', 'proc/driver/nvidia/gpus', 'sys/bus/pci/devices', 'sys/class/kfd/kfd/topology/nodes'],
  ...['usr/share/vulkan/icd.d', 'etc/vulkan/icd.d', 'usr/local/share/vulkan/icd.d', 'usr/lib/wsl/lib'],
];

/** Files that are replaced, and folders that get or lose an entry, when what they belong to is updated. */
const PLACES = [
  ...['dev/nvidia0', 'dev/nvidiactl', 'dev/kfd', 'dev/dxg', 'etc/os-release', 'etc/ld.so.cache'],
  ...['usr/bin/ldd', 'usr/local/cuda', 'usr/local/cuda/bin/nvcc', 'opt/rocm', 'opt/rocm/bin/rocminfo'],
  ...['lib', 'usr/lib', 'usr/lib64', 'usr/lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu'],
];

/** Variables that decide what is seen of the machine. */
const VARIABLE =
  /^(?:RBEE_HARDWARE|PATH|LD_LIBRARY_PATH|(?:CUDA|HIP|ROCR|ROCM|HSA|NVIDIA|GGML_VK|VK|MESA_VK|XDG_DATA|XDG_CONFIG)_.*)$/;

const MAX_VERSION_LENGTH = 4_096;

/**
 * A digest of cheap facts that change whenever the hardware, a driver, a toolkit or the C library does: no program is run. The
 * same digest means that what was found out before still holds.
 */
export async function machineStamp({ env, systemRoot = '/' }: MachineStampFacts): Promise<string> {
  const below = (place: string) => path.join(systemRoot, place);
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const programs = folders.flatMap((folder) => PROGRAMS.map((name) => path.join(folder, name)));
  const facts = await Promise.all([
    ...VERSIONS.map((place) => versionOf(below(place))),
    ...LISTINGS.map((place) => namesIn(below(place))),
    ...[...PLACES.map(below), ...programs].map(stateOf),
  ]);
  const variables = Object.entries(env).filter(([name]) => VARIABLE.test(name));
  return createHash('sha256')
    .update(JSON.stringify([variables.sort(([a], [b]) => (a < b ? -1 : 1)), facts]))
    .digest('hex');
}

async function versionOf(file: string): Promise<string | undefined> {
  return ifThere(async () => (await readFile(file, 'utf8')).slice(0, MAX_VERSION_LENGTH));
}

async function namesIn(folder: string): Promise<string | undefined> {
  return ifThere(async () => (await readdir(folder)).sort().join(' '));
}

async function stateOf(file: string): Promise<string | undefined> {
  return ifThere(async () => {
    const { size, mtimeMs } = await stat(file);
    return `${size} ${mtimeMs}`;
  });
}

async function ifThere(ask: () => Promise<string>): Promise<string | undefined> {
  try {
    return await ask();
  } catch {
    // What is not there, or may not be read, is a fact of its own.
    return undefined;
  }
}
