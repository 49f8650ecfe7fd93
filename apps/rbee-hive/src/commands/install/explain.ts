import type { ProvisionPlan, WorkerCatalog } from '@rbee/worker-catalog';
import { installFields, type WorkerInstall } from '@rbee/worker-catalog/operations';
import type { Command } from 'commander';
import { askRegistry } from '../../catalog/ask-registry.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { commandHint } from '../../output/command-hint.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';
import { helpOf } from '../options/field-option.js';
import { addTargetOptions, installOperation, type TargetFlags } from '../options/target-options.js';
import { describePlan } from './describe-plan.js';

interface ExplainFlags extends TargetFlags {
  readonly as?: string;
}

export const addExplain: AddCommand = (program, run) => {
  const added = command(program, {
    name: 'explain',
    description: 'say what an installation would do, and why, without doing it',
    examples: [
      ['explain llm-worker-rbee', 'which variant this machine would get, and why'],
      ['explain llm-worker-rbee --as other.json', 'which one another machine would get'],
    ],
  })
    .addArgument(completes('available', '[worker]', helpOf(installFields.worker)))
    .option('--as <file>', 'for the hardware in this file, which rbee-hive hardware printed');
  addTargetOptions(added);
  added.action((worker: string | undefined, { as: hardware, ...flags }: ExplainFlags, self: Command) => {
    const operation = installOperation(worker, flags, self);
    return run((context) => explain({ operation, hardware }, context));
  });
};

export interface ExplainOptions {
  readonly operation: WorkerInstall;
  /** A file with the hardware to choose for. @default this machine's */
  readonly hardware?: string | undefined;
}

/** Prints what an installation would do, and why, without doing it. Fails when it could not be done. */
export async function explain(options: ExplainOptions, context: CommandContext): Promise<ProvisionPlan> {
  const { operation } = options;
  const catalog = await context.openCatalog({ asksForSources: true, hardware: await hardwareOf(options) });
  const { licenseOrigins } = operation;
  const trusting = licenseOrigins === undefined ? catalog : catalog.trusting(licenseOrigins);
  const plan = await planOf(operation, trusting, context);
  for (const line of describePlan(plan)) context.print(printable(line));
  const [obstacle] = plan.obstacles;
  if (obstacle === undefined || plan.action === 'none') return plan;
  throw new CommandFailure({
    code: 'NOT_INSTALLABLE',
    message: `${plan.workerId} cannot be installed here.`,
    hint: commandHint(obstacle),
    result: plan,
  });
}

async function hardwareOf({ hardware }: ExplainOptions) {
  if (hardware === undefined) return undefined;
  const { loadHardware } = await import('../../catalog/load-hardware.js');
  return loadHardware(hardware);
}

function planOf(
  operation: WorkerInstall,
  catalog: WorkerCatalog,
  context: CommandContext,
): Promise<ProvisionPlan> {
  const { operation: _name, worker = '', from, wait: _waits, locked: _locked, ...rest } = operation;
  const { licenseOrigins: _trusted, keepBuild: _keeps, ...settings } = rest;
  const options = { ...settings, ...askRegistry(context) };
  return from === undefined ? catalog.plan(worker, options) : catalog.planFrom(from, options);
}
