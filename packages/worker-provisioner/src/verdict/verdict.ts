import type { HardwareSnapshot } from '@rbee-internal/hardware';
import { vercmp } from '@rbee-internal/vercmp';
import { diskReasons, hostReasons, licenseReasons } from './entry-reasons.js';
import { dependsOnHardware, hardwareReasons } from './hardware-reasons.js';
import { machineReasons } from './machine-reasons.js';
import { needsReasons, networkReasons, obstacleReasons } from './recipe-reasons.js';
import type { InstalledFacts, VerdictFacts } from './verdict-facts.js';
import type { Verdict, VerdictReason, VerdictState } from './verdict-schema.js';

/**
 * What a worker is to a machine, why, and what can be done: the one place where that is decided. Nothing is asked or
 * read, and the same facts have the same verdict.
 *
 * @example
 * const { state, reasons } = verdict({ worker, host, hardware, license });
 */
export function verdict(facts: VerdictFacts): Verdict {
  const { worker, installed } = facts;
  const all = reasonsOf(facts);
  const state = stateOf(facts, all);
  const changed = installed === undefined ? [] : machineReasons(installed, facts.hardware);
  // What is installed works whatever a new installation would lack.
  const reasons = [...(state === 'installed' && !hasNewer(facts) ? [] : all), ...changed];
  const summary = summaryOf(facts, { state, reasons });
  return {
    workerId: worker.id,
    state,
    reasons,
    ...(summary !== undefined && { summary }),
    availableVersion: worker.version,
    ...(installed !== undefined && { installedVersion: installed.version }),
    ...(installed?.from !== undefined && { from: installed.from }),
  };
}

/**
 * The verdict on an installed worker that no registry has, or whose registry did not respond.
 *
 * @param hardware of this machine, to see whether it changed since @default not looked at
 * @example const { summary } = verdictOfInstalled('tool', { version: '1.0', from: '/srv/recipes/tool' });
 */
export function verdictOfInstalled(
  workerId: string,
  installed: InstalledFacts,
  hardware?: HardwareSnapshot,
): Verdict {
  const { version, from } = installed;
  const reasons = machineReasons(installed, hardware);
  const place = from === undefined ? [] : [`It was installed from ${from}.`];
  const summary = [...place, ...reasons.map(({ message }) => message)].join(' ');
  return {
    workerId,
    state: 'installed',
    reasons,
    installedVersion: version,
    ...(from !== undefined && { from }),
    ...(summary !== '' && { summary }),
  };
}

/**
 * What keeps a worker from being installed, where anything does: the first of what weighs most.
 *
 * @example const why = firstObstacle(verdict)?.message;
 */
export function firstObstacle({ reasons }: Pick<Verdict, 'reasons'>): VerdictReason | undefined {
  return reasons.find(({ weight }) => weight !== 'advice');
}

const WEIGHTS = ['unsupported', 'blocked', 'advice'] as const;

/** In the order in which an installation would meet them, but by weight. */
function reasonsOf(facts: VerdictFacts): readonly VerdictReason[] {
  const { settings = {} } = facts;
  const foreign = hostReasons(facts);
  const ignored = (reasons: readonly VerdictReason[]) =>
    settings.ignoreMissing === true ? reasons.map(asAdvice) : reasons;
  const all = [
    ...foreign,
    ...licenseReasons(facts),
    ...(foreign.length > 0 ? [] : ignored(ofHardware(facts))),
    ...obstacleReasons(facts),
    ...ignored(needsReasons(facts)),
    ...networkReasons(facts),
    ...diskReasons(facts),
  ];
  return WEIGHTS.flatMap((weight) => all.filter((reason) => reason.weight === weight));
}

function ofHardware({ worker, hardware, isOwnRecipe = false }: VerdictFacts): readonly VerdictReason[] {
  if (hardware === undefined || !dependsOnHardware(worker, isOwnRecipe)) return [];
  return hardwareReasons(worker, hardware);
}

function asAdvice(reason: VerdictReason): VerdictReason {
  return { ...reason, weight: 'advice' };
}

function stateOf(facts: VerdictFacts, reasons: readonly VerdictReason[]): VerdictState {
  const heaviest = firstObstacle({ reasons })?.weight;
  if (facts.installed === undefined)
    return heaviest === 'unsupported' || heaviest === 'blocked' ? heaviest : 'installable';
  return hasNewer(facts) && heaviest !== 'unsupported' ? 'update-available' : 'installed';
}

function summaryOf(
  facts: VerdictFacts,
  { state, reasons }: Pick<Verdict, 'state' | 'reasons'>,
): string | undefined {
  const { worker, installed } = facts;
  const weighing = reasons.filter(({ weight }) => weight !== 'advice').map(({ message }) => message);
  const changes = reasons.filter(({ code }) => code === 'MACHINE_CHANGED').map(({ message }) => message);
  const sentences =
    installed === undefined
      ? weighing
      : [...standing(worker.version, { installed, state, weighing }), ...changes];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

interface Standing {
  readonly installed: InstalledFacts;
  readonly state: VerdictState;
  readonly weighing: readonly string[];
}

/** How an installed version stands beside the registry's. */
function standing(version: string, { installed, state, weighing }: Standing): readonly string[] {
  const how = installed.pinned === true ? 'chosen' : 'installed';
  if (state === 'update-available')
    return [`The registry has version ${version}; ${installed.version} is ${how}.`, ...weighing];
  if (weighing.length > 0)
    return [`The registry has version ${version}, which this machine cannot have: ${weighing.join(' ')}`];
  return installed.from === undefined ? [] : [`It was installed from ${installed.from}.`];
}

/** By vercmp. A withdrawn version is not newer, nor is a registry's where a recipe of the user's own was installed. */
function hasNewer({ worker, installed, isOwnRecipe }: VerdictFacts): boolean {
  if (installed === undefined || worker.yanked !== undefined) return false;
  if (installed.from !== undefined && isOwnRecipe !== true) return false;
  return vercmp(worker.version, installed.version) > 0;
}
