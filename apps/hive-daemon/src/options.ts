import type { ModelCatalog } from '@rbee/model-catalog';
import type { WorkerCatalog } from '@rbee/worker-catalog';
import type { GatewayOptions } from './api/gateway-options.js';
import type { OpenFleet } from './fleet/types.js';
import type { LogEntry } from './log-entry.js';

/** What the daemon is started with. */
export interface DaemonOptions {
  readonly catalog: WorkerCatalog;
  /** The models on this machine, for the routes under `/v1/model-catalog`. @default none: there are no such routes */
  readonly models?: ModelCatalog | undefined;
  /** Where workers come from, for people: a URL without credentials, or `embedded`. */
  readonly registry: string;
  /** An absolute path: jobs, logs, the processes' records, `daemon.json` and the token. Made, mode 0700, when it is missing. */
  readonly stateDir: string;
  /** The version that it tells. */
  readonly version: string;
  /** The address to listen on. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** 0 picks a free one. @default 7835 */
  readonly port?: number | undefined;
  /**
   * Demanded of every request under `/v1` as `Authorization: Bearer …`; at least 16 characters of printable ASCII. It is written
   * to the file `token` in the state folder, mode 0600. @default what that file has, else a new one of 32 random bytes
   */
  readonly token?: string | undefined;
  /** Further names by which it may be called in `Host` and `Origin`, such as `hive.lan:7835`. @default none */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * Whether `from` may lead to private, loopback or link-local addresses. Behind a proxy it is also what lets the proxy
   * resolve names: else the daemon resolves them, and asks the proxy for the address that it checked. @default false
   */
  readonly allowPrivateAddresses?: boolean | undefined;
  /** Whether worker processes go on when the daemon ends. @default false */
  readonly keepProcesses?: boolean | undefined;
  /** Where workers send their heartbeat. @default 'http://localhost:7833' */
  readonly queenUrl?: string | undefined;
  /** The environment that workers get, less the daemon's secrets; that names the proxies for `from`; and that the doctor looks at. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A folder with the built web page, served at `/`. @default none is served */
  readonly pageDir?: string | undefined;
  /** Told of everything that an operator wants in a log; never holds a secret. @default no one is told */
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
  /** OpenAI's API over every worker, under the daemon's own address. */
  readonly gateway?: GatewayOptions | undefined;
  /** Makes this hive a member of the fleet that it has joined. @default it can join none */
  readonly fleet?: OpenFleet | undefined;
  readonly limits?: Partial<DaemonLimits> | undefined;
}

export interface DaemonLimits {
  /** Installations that run at once; other jobs do not count. @default 2 */
  readonly runningInstalls: number;
  /** Jobs that wait; further ones are refused. @default 1_000 */
  readonly queuedJobs: number;
  /** Jobs that are remembered; the oldest ended ones go. @default 1_000 */
  readonly keptJobs: number;
  /** Of one job's events on disk; of more output the middle is left out. @default 16 MiB */
  readonly jobLogBytes: number;
  /** Of one file of a process's log. @default 16 MiB */
  readonly processLogBytes: number;
  /** Files of a process's log, the current one included. @default 4 */
  readonly processLogFiles: number;
  /** Event streams that are open at once. @default 1_000 */
  readonly streams: number;
  /** Connections that are open at once. @default 2_000 */
  readonly connections: number;
  /** Of a request's body. @default 1 MiB; of one forwarded to a worker 32 MiB */
  readonly bodyBytes: number;
}

export interface RunningDaemon {
  /** `http://HOST:PORT`, without a final slash. */
  readonly url: string;
  /** What requests have to bring. A secret. */
  readonly token: string;
  /** The page's address with the token in its fragment, which a browser sends to no one. A secret, too. */
  readonly link: string;
  /** Ends jobs, streams and, unless they are kept, worker processes, within five seconds; it may be called again. */
  stop(): Promise<void>;
}
