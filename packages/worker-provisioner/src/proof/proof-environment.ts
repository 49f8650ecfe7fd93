import { access } from 'node:fs/promises';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What chooses among the machine's devices, as a spawned worker will have it. */
const DEVICE_VARIABLES = [
  ...['CUDA_VISIBLE_DEVICES', 'CUDA_DEVICE_ORDER', 'NVIDIA_VISIBLE_DEVICES'],
  ...['HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'HSA_OVERRIDE_GFX_VERSION', 'GPU_DEVICE_ORDINAL'],
  ...['GGML_VK_VISIBLE_DEVICES', 'MESA_VK_DEVICE_SELECT', 'ONEAPI_DEVICE_SELECTOR', 'ZE_AFFINITY_MASK'],
];

/** Files and folders, separated by colons, that a program finds its libraries and drivers by. */
const PATH_VARIABLES = [
  ...['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH'],
  ...['VK_DRIVER_FILES', 'VK_ADD_DRIVER_FILES', 'VK_ICD_FILENAMES', 'OCL_ICD_VENDORS'],
  ...['XDG_DATA_DIRS', 'XDG_CONFIG_DIRS'],
];

const OTHER_VARIABLES = ['PATH', 'LANG', 'LC_ALL', 'TZ'];

/**
 * What a program that proves itself gets of the caller's environment: what it needs to find its libraries and devices,
 * and no token. Its own folders are below its private home.
 */
export function proofEnvironment(env: Environment, home: string): Record<string, string | undefined> {
  const passed = [...OTHER_VARIABLES, ...DEVICE_VARIABLES, ...PATH_VARIABLES];
  return {
    ...Object.fromEntries(passed.map((name) => [name, env[name]])),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local/share'),
    XDG_STATE_HOME: path.join(home, '.local/state'),
  };
}

/** The files and folders that its variables name and that are there; never one that holds the user's home. */
export async function proofReadable(env: Environment): Promise<string[]> {
  const named = PATH_VARIABLES.flatMap((name) => env[name]?.split(path.delimiter) ?? []);
  const wanted = [...new Set(named)].filter((file) => path.isAbsolute(file) && !holdsHome(file, env.HOME));
  const there = await Promise.all(wanted.map((file) => isThere(file)));
  return wanted.filter((_file, index) => there[index]);
}

function holdsHome(file: string, home: string | undefined): boolean {
  const below = path.resolve(file);
  if (below === path.parse(below).root) return true;
  return home !== undefined && `${path.resolve(home)}/`.startsWith(`${below}/`);
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    // What cannot be reached cannot be shown either.
    return false;
  }
}
