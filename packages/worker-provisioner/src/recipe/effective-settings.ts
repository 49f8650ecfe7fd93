import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { BuildSettings } from '../options/build-options.js';

/** What a build is made with beside its recipe: part of what identifies it. */
export interface EffectiveSettings {
  /** Variables that the recipe reads; those of the caller go before those of the entry. */
  readonly env?: Readonly<Record<string, string>>;
  /** Packages of a split recipe that are put together. */
  readonly packages?: readonly string[];
  /** A file name or a path in the package. */
  readonly program?: string;
  /** Whether it is optimized for this machine's processor. */
  readonly native?: true;
  /** By phase: the ecosystems or hosts that it may reach. */
  readonly network?: Readonly<Record<string, readonly string[]>>;
}

/** The settings of a call and of a worker's entry, joined; what is not set is left out. */
export function effectiveSettings(
  call: Pick<BuildSettings, 'env' | 'packages' | 'program' | 'native'>,
  worker: Pick<WorkerMetadata, 'env' | 'packages' | 'binaryName'>,
): EffectiveSettings {
  const env = sorted({ ...worker.env, ...call.env });
  const packages = call.packages ?? worker.packages;
  const program = call.program ?? worker.binaryName;
  return {
    ...(Object.keys(env).length > 0 && { env }),
    ...(packages !== undefined && { packages }),
    ...(program !== undefined && { program }),
    ...(call.native === true && { native: true }),
  };
}

/** All of the settings as text: two builds with the same are the same. */
export function settingsIdentity({ env, packages, program, native, network }: EffectiveSettings): string {
  return JSON.stringify([env && sorted(env), packages, program, native, network && sorted(network)]);
}

/** What of the settings decides what is built: the program is chosen afterwards. */
export function buildIdentity(settings: EffectiveSettings): string {
  const { program: _chosenLater, ...built } = settings;
  return settingsIdentity(built);
}

function sorted<T>(members: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
