import { installFields, type WorkerInstall } from '@rbee/worker-catalog/operations';
import { type Command, Option } from 'commander';
import { addBuildOptions, type BuildFlags, buildSettings, definedOnly } from './build-options.js';
import { fieldOption } from './field-option.js';
import { collectOrigins } from './option-parsers.js';

/** What says which worker, of which variant, and how it is built. */
export interface TargetFlags extends BuildFlags {
  readonly from?: string;
  readonly backend?: string;
  readonly allowCpu?: boolean;
  readonly force?: boolean;
  readonly wait?: boolean;
  readonly trustLicenseOrigin?: readonly string[];
}

export function addTargetOptions(command: Command): void {
  const { from, backend, allowCpuFallback } = installFields;
  command
    .addOption(fieldOption('--from <folder-or-url>', from))
    .addOption(fieldOption('--backend <name>', backend))
    .addOption(fieldOption('--allow-cpu', allowCpuFallback))
    .addOption(
      new Option(
        '--trust-license-origin <origin>',
        'let this origin get your licence token this time; rbee-hive license trust does so permanently',
      ).argParser(collectOrigins),
    );
  addBuildOptions(command);
}

/** The operation that the command line asks for; ends with a usage error when it does not name one worker. */
export function installOperation(
  worker: string | undefined,
  flags: TargetFlags,
  command: Command,
): WorkerInstall {
  const { from, backend, allowCpu, trustLicenseOrigin: licenseOrigins, wait } = flags;
  if ((worker === undefined) === (from === undefined))
    return command.error('error: name a worker, or give --from, but not both');
  const { force } = flags;
  return definedOnly({
    operation: 'worker_install',
    ...{ worker, from, backend, allowCpuFallback: allowCpu, force, licenseOrigins },
    // Waiting is the default: only its absence is said.
    wait: wait === false ? false : undefined,
    ...buildSettings(flags, command),
  });
}
