import type { CallOptions } from '@rbee/artifact-catalog';
import type {
  HardwareSnapshot,
  HttpRegistryOptions,
  PartialSnapshot,
  ProvisionWorkerOptions,
  ReleaseAccess,
  SourceOptions,
} from '@rbee/worker-provisioner';
import type { WorkerStore } from '@rbee/worker-provisioner/exchange';
import type { ProcessFacts } from './open/environment.js';

/** Options of `provision`, `provisionAndAdd` and `provisionAndAddFrom`. */
export type ProvisionOptions = ProvisionWorkerOptions;

/** Options of `WorkerCatalog.open`. */
export interface OpenOptions extends CallOptions {
  /**
   * The catalog's folder, an absolute path. Linux and macOS: `~/.cache/rbee/workers`, `$XDG_CACHE_HOME` honoured.
   * @default the user's cache folder
   */
  readonly root?: string | undefined;
  /**
   * The worker registry, or several in order of preference: a base URL, or a URL with the `fetch` that answers for it
   * (an in-process server needs no port), mirrors, and so on.
   * @default `$WORKER_CATALOG_URL`, else `http://localhost:8787`
   */
  readonly registry?: string | HttpRegistryOptions | readonly (string | HttpRegistryOptions)[] | undefined;
  /**
   * By the base URL of a registry, the text of the root metadata (`root.json`) that the user trusts for it: what it
   * has is then taken only as far as it is signed. @default none
   */
  readonly trustedRoots?: Readonly<Record<string, string>> | undefined;
  /** Use registries without signatures that are not on this machine; that is recorded. @default false */
  readonly allowUnsigned?: boolean | undefined;
  /** Ask no registry: the last good copies, or an error. @default false */
  readonly offline?: boolean | undefined;
  /** How many versions of a worker stay after an installation, the newest first. At least 1. @default 3 */
  readonly keepVersions?: number | undefined;
  /**
   * Performs every HTTP request, unless `registry` brings its own; no proxy or extra certificate then.
   * @default one with the proxy and the extra certificates of `sources`
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * How sources are fetched: mirrors, credentials, keys … `proxy` and `extraCertificates` hold for the registry too.
   * @default the proxy of the environment's usual variables
   */
  readonly sources?: SourceOptions | undefined;
  /**
   * GitHub's API, which is asked for the releases that registry entries name.
   * @default `$RBEE_GITHUB_API`, else the public one, without a token
   */
  readonly releases?: ReleaseAccess | undefined;
  /**
   * Sent to the origins that a licensed worker's entry names, as far as `licenseOrigins` or the registry that the entry
   * comes from allows them, and nowhere else. @default none
   */
  readonly licenseToken?: string | undefined;
  /** A file of mode 0600 with the token, where `licenseToken` is not given. @default none */
  readonly licenseTokenFile?: string | undefined;
  /**
   * The origins, such as `https://downloads.example.org`, that the user trusts with the licence token, whatever names
   * them: the only ones for a recipe from a folder or a URL. @default none
   */
  readonly licenseOrigins?: readonly string[] | undefined;
  /** The hardware to choose variants for. @default this machine's, found out when it matters */
  readonly hardware?: HardwareSnapshot | undefined;
  /** Facts to put in place of what is found out. @default none */
  readonly hardwareOverride?: PartialSnapshot | undefined;
  /** How long each file and tool that shows the hardware may take, in milliseconds. @default 10_000 */
  readonly hardwareProbeMilliseconds?: number | undefined;
  /** How long a new program may take to show that it works, in milliseconds. @default 20_000 */
  readonly probeMilliseconds?: number | undefined;
  /**
   * Where what was built elsewhere is looked for before a build, in this order. Only what a key of the store has signed is
   * taken. @default none
   */
  readonly stores?: readonly WorkerStore[] | undefined;
  /**
   * The file of this hive's own key, of mode 0600, made at first use: each installation is attested with it.
   * @default nothing is attested
   */
  readonly signingKeyFile?: string | undefined;
  /** Environment, home folder and platform. @default those of this process */
  readonly process?: ProcessFacts | undefined;
}
