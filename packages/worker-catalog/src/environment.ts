import os from 'node:os';
import type { SourceOptions } from '@rbee/worker-provisioner';

/** What the process tells of itself. Apps may hand in their own; by default it is read here, and nowhere else. */
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

/**
 * The proxies that the usual variables name; lower case counts before upper case, as with curl(1). No proxy is asked for
 * this machine's own name: it would take that for itself.
 */
export function proxyOf(env: ProcessFacts['env']): SourceOptions['proxy'] {
  const http = env.http_proxy;
  const https = env.https_proxy || env.HTTPS_PROXY;
  if (!http && !https) return undefined;
  const exceptions = env.no_proxy || env.NO_PROXY;
  // An asterisk means every host, but only where it stands alone.
  return { http, https, no: exceptions === '*' ? '*' : [exceptions, 'localhost'].filter(Boolean).join(',') };
}
