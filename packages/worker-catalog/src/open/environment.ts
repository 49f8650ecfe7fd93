import os from 'node:os';
import type { SourceOptions } from '@rbee/worker-provisioner';
import { InvalidProxyError, readProxies } from '@rbee-internal/system/transport';

/** Facts of the process. Apps may pass their own; by default they are read here, and nowhere else. */
export interface ProcessFacts {
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** Node's name of the operating system, such as `linux`. */
  readonly platform: string;
  /** Node's name of the CPU architecture, such as `x64`. */
  readonly arch: string;
}

/**
 * The facts of this process, read when `WorkerCatalog.open` is called without them: `WORKER_CATALOG_URL`,
 * `XDG_CACHE_HOME`, `LOCALAPPDATA` and the allow-listed build variables such as `PATH` are then the process's own.
 */
export function currentProcessFacts(): ProcessFacts {
  // biome-ignore lint/style/noProcessEnv: the one place that reads it, so that `open()` finds the default folder.
  return { env: process.env, homeDir: os.homedir(), platform: process.platform, arch: process.arch };
}

/** How to reach servers, as the environment has it. */
export interface Network {
  /** The proxies that the usual variables name. */
  readonly proxy?: SourceOptions['proxy'];
  /** In place of every request where a variable names something that is not a proxy: it rejects and says so. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What needs no server works with a proxy that cannot be used, too. */
export function networkOf(env: ProcessFacts['env']): Network {
  try {
    return { proxy: readProxies(env) };
  } catch (error) {
    if (!(error instanceof InvalidProxyError)) throw error;
    return { fetch: () => Promise.reject(error) };
  }
}
