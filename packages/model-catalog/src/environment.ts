import os from 'node:os';
import path from 'node:path';
import { InvalidProxyError, type ProxySettings, readProxies } from '@rbee-internal/system/transport';

/** What the process says of itself. Apps may pass their own; by default it is read here, and nowhere else. */
export interface ProcessFacts {
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** Node's name of the operating system, such as `linux`. */
  readonly platform: string;
}

/** The facts of this process, read when `ModelCatalog.open` is called without them. */
export function currentProcessFacts(): ProcessFacts {
  // biome-ignore lint/style/noProcessEnv: the one place that reads it, so that `open()` finds the default folder.
  return { env: process.env, homeDir: os.homedir(), platform: process.platform };
}

/** How to reach servers, as the environment has it. */
export interface EnvironmentNetwork {
  /** The proxies that the usual variables name. */
  readonly proxy?: ProxySettings | undefined;
  /** In place of every request where a variable names something that is not a proxy: it rejects and says so. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What needs no server works with a proxy that cannot be used, too. */
export function networkOf(env: ProcessFacts['env']): EnvironmentNetwork {
  try {
    return { proxy: readProxies(env) };
  } catch (error) {
    if (!(error instanceof InvalidProxyError)) throw error;
    return { fetch: () => Promise.reject(error) };
  }
}

/** Where ollama keeps its models: what its variable names, the user's, and those of its system service. */
export function ollamaFolders({ env, homeDir, platform }: ProcessFacts): string[] {
  const named = env.OLLAMA_MODELS;
  const own = path.join(homeDir, '.ollama', 'models');
  const service = platform === 'linux' ? ['/usr/share/ollama/.ollama/models'] : [];
  return [...(named !== undefined && path.isAbsolute(named) ? [named] : []), own, ...service];
}

export function lmStudioFolders({ homeDir }: ProcessFacts): string[] {
  return [path.join(homeDir, '.lmstudio', 'models')];
}
