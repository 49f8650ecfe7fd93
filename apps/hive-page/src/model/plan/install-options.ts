import type { BuildSettings, WorkerInstall, WorkerUpgrade } from 'rbee-hive-daemon/api';
import { workerPath } from '../../api/paths.js';

/** What a recipe's functions may reach. */
export type NetworkChoice = 'none' | 'planned' | 'all';

/** What a person chose for an installation. */
export interface InstallOptions {
  readonly force: boolean;
  /** `planned`: what the plan names, for the functions that it names. @default planned where it names something */
  readonly network?: NetworkChoice | undefined;
  readonly sandbox: NonNullable<BuildSettings['sandbox']>;
  /** Empty: whichever fits. */
  readonly backend: string;
  readonly allowCpuFallback: boolean;
  readonly ignoreMissing: boolean;
  /** Optimize for this machine's processor. */
  readonly native: boolean;
  /** Empty: the one that the daemon chooses. */
  readonly program: string;
  /** Variables for the recipe, `NAME=VALUE`, one per line. */
  readonly env: string;
}

export const NO_OPTIONS: InstallOptions = {
  force: false,
  sandbox: 'prefer',
  backend: '',
  allowCpuFallback: false,
  ignoreMissing: false,
  native: false,
  program: '',
  env: '',
};

/** Where the plan for these options is. */
export function planPath(id: string, options: InstallOptions): string {
  const { backend, allowCpuFallback, force, ignoreMissing } = options;
  const query = new URLSearchParams({
    ...(backend !== '' && { backend }),
    ...(allowCpuFallback && { allowCpuFallback: 'true' }),
    ...(force && { force: 'true' }),
    ...(ignoreMissing && { ignoreMissing: 'true' }),
  });
  const path = `${workerPath(id)}/plan`;
  return query.size === 0 ? path : `${path}?${query}`;
}

/**
 * The operation for these options; the daemon chooses what is left out.
 * @param phases those that the plan says ask for the network
 */
export function installOperation(
  worker: string,
  options: InstallOptions,
  phases: readonly string[] = [],
): WorkerInstall {
  const { force, backend, allowCpuFallback } = options;
  return {
    operation: 'worker_install',
    worker,
    ...(backend !== '' && { backend }),
    ...(allowCpuFallback && { allowCpuFallback }),
    ...(force && { force }),
    ...settingsOf(options, phases),
  };
}

export function upgradeOperation(
  worker: string,
  options: InstallOptions,
  phases: readonly string[] = [],
): WorkerUpgrade {
  return { operation: 'worker_upgrade', worker, ...settingsOf(options, phases) };
}

/** What is allowed to reach, where nothing else was chosen: what the plan names. */
export function networkChoice({ network }: InstallOptions, phases: readonly string[]): NetworkChoice {
  return network ?? (phases.length > 0 ? 'planned' : 'none');
}

function networkSetting(choice: NetworkChoice, phases: readonly string[]): BuildSettings['network'] {
  if (choice === 'all') return true;
  return choice === 'planned' ? Object.fromEntries(phases.map((phase) => [phase, ['planned']])) : undefined;
}

/** What is sent of the options beside how a variant is chosen. @param phases those that the plan says ask for the network */
export function settingsOf(options: InstallOptions, phases: readonly string[]): BuildSettings {
  const { sandbox, ignoreMissing, native, program } = options;
  const network = networkSetting(networkChoice(options, phases), phases);
  const env = readVariables(options.env);
  return {
    ...(network !== undefined && { network }),
    ...(sandbox !== 'prefer' && { sandbox }),
    ...(ignoreMissing && { ignoreMissing }),
    ...(native && { native }),
    ...(program.trim() !== '' && { program: program.trim() }),
    ...(Object.keys(env).length > 0 && { env }),
  };
}

/** The variables of a text with `NAME=VALUE` on each line; other lines are left out. */
export function readVariables(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line));
  return Object.fromEntries(
    lines.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? '']])),
  );
}

/** The first line that is neither empty nor `NAME=VALUE`. */
export function badVariable(text: string): string | undefined {
  return text.split('\n').find((line) => line.trim() !== '' && !/^\s*[A-Za-z_]\w*=/.test(line));
}
