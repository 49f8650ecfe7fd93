import { ProvisionError, type ProvisionErrorCode } from '../errors.js';
import type { Obstacle } from '../plan/provision-plan.js';
import { isHardwareReason } from './hardware-reasons.js';
import type { Verdict, VerdictReason } from './verdict-schema.js';

/** What an installation would fail with, by a verdict: the reasons of the hardware are one obstacle. */
export function verdictObstacles({
  workerId,
  reasons,
}: Pick<Verdict, 'workerId' | 'reasons'>): readonly Obstacle[] {
  const weighing = reasons.filter(({ weight }) => weight !== 'advice');
  const ofHardware = weighing.filter(isHardwareReason);
  return weighing.flatMap((reason) => {
    if (!isHardwareReason(reason)) return [asObstacle(reason)];
    return reason === ofHardware[0] ? [hardwareObstacle(workerId, ofHardware)] : [];
  });
}

/** The error of an installation that a verdict forbids. */
export function verdictProblem(verdict: Pick<Verdict, 'workerId' | 'reasons'>): ProvisionError | undefined {
  const [first] = verdictObstacles(verdict);
  if (first === undefined) return undefined;
  // Every code of a verdict that is not of the hardware is one of an error.
  return new ProvisionError({ ...first, code: first.code as ProvisionErrorCode });
}

function asObstacle({ code, message, remedy, action }: VerdictReason): Obstacle {
  return {
    code,
    message,
    ...(remedy !== undefined && { hint: remedy }),
    ...(action?.type === 'trust-origins' && { origins: action.origins }),
  };
}

function hardwareObstacle(workerId: string, reasons: readonly VerdictReason[]): Obstacle {
  const remedies = [...new Set(reasons.flatMap(({ remedy }) => remedy ?? []))];
  return {
    code: 'HARDWARE_UNSUPPORTED',
    message: `${workerId} cannot run on this machine: ${[...new Set(reasons.map(({ message }) => message))].join(' ')}`,
    hint: [
      ...remedies,
      'Correct the facts about the hardware, or set ignoreMissing to install all the same.',
    ].join(' '),
  };
}
