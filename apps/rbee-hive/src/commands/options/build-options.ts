import { installFields } from '@rbee/worker-catalog/operations';
import type { Command } from 'commander';
import { fieldOption } from './field-option.js';

/** What says how the functions of a recipe run. */
export interface BuildFlags {
  readonly network?: boolean;
  readonly sandbox?: 'require' | 'prefer' | 'off';
}

export function addBuildOptions(command: Command): void {
  const { network, sandbox } = installFields;
  command.addOption(fieldOption('--network', network)).addOption(fieldOption('--sandbox <mode>', sandbox));
}
