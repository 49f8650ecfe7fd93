import { installFields, type WorkerInstall } from '@rbee/worker-catalog/operations';
import type { Command } from 'commander';
import { fieldOption } from './field-option.js';
import { collect, parseCount } from './option-parsers.js';
import { collectVariables, type Network, networkOf, parsePhases } from './recipe-settings.js';

/** What says how the functions of a recipe run, and what of its package is installed. */
export interface BuildFlags {
  /** `true` without phases. */
  readonly network?: true | Network;
  readonly allowHost?: readonly string[];
  readonly sandbox?: 'require' | 'prefer' | 'off';
  readonly env?: Readonly<Record<string, string>>;
  readonly package?: readonly string[];
  readonly program?: string;
  readonly jobs?: number;
  readonly native?: boolean;
  readonly ignoreMissing?: boolean;
  readonly evaluate?: boolean;
  readonly fromSource?: boolean;
  readonly keepBuild?: boolean;
}

export function addBuildOptions(command: Command): void {
  const { network, sandbox, env, packages, program, jobs, native, ignoreMissing, evaluate } = installFields;
  command
    .addOption(fieldOption('--sandbox <mode>', sandbox))
    .addOption(fieldOption('--network [phases]', network, parsePhases))
    .option(
      '--allow-host <name>',
      'a host or ecosystem that the phases of --network may reach, such as crates.example.org or cargo; without --network in every phase',
      collect,
    )
    .addOption(fieldOption('--env <name=value>', env, collectVariables))
    .addOption(fieldOption('--package <name>', packages, collect))
    .addOption(fieldOption('--program <path>', program))
    .addOption(fieldOption('--jobs <number>', jobs, parseCount))
    .addOption(fieldOption('--from-source', installFields.fromSource))
    .addOption(fieldOption('--native', native))
    .addOption(fieldOption('--ignore-missing', ignoreMissing))
    .addOption(fieldOption('--evaluate', evaluate));
}

/** What only a command that builds takes. */
export function addKeepBuild(command: Command): void {
  command.addOption(fieldOption('--keep-build', installFields.keepBuild));
}

type BuildSettings = Pick<
  WorkerInstall,
  | 'network'
  | 'sandbox'
  | 'env'
  | 'packages'
  | 'program'
  | 'jobs'
  | 'native'
  | 'ignoreMissing'
  | 'evaluate'
  | 'fromSource'
  | 'keepBuild'
>;

/** The fields of an operation that these flags are; only those that were given. */
export function buildSettings(flags: BuildFlags, command: Command): BuildSettings {
  const { allowHost, network, package: packages, sandbox, env, program, jobs } = flags;
  if (network === true && allowHost !== undefined)
    command.error(
      'error: --network without phases allows every public host; name phases to allow only --allow-host',
    );
  const { native, ignoreMissing, evaluate, fromSource, keepBuild } = flags;
  return {
    ...(network !== undefined || allowHost !== undefined ? { network: networkOf(network, allowHost) } : {}),
    ...definedOnly({ sandbox, env, packages, program, jobs, native, ignoreMissing, evaluate, fromSource }),
    ...definedOnly({ keepBuild }),
  };
}

/** The members that are not `undefined`. */
export function definedOnly<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
