import type { Verdict, VerdictReason } from './install-offer.js';
import type { Obstacle } from './open-obstacles.js';

/** What there is to read of a verdict, in its order. */
export interface VerdictText {
  /** How an installed worker stands; absent of one that is not installed. */
  readonly standing: string | undefined;
  readonly reasons: readonly SaidReason[];
}

export interface SaidReason {
  readonly reason: VerdictReason;
  /** Whether the standing says it already. */
  readonly isSaid: boolean;
}

/** The words of a verdict, none of them twice. Empty where the state says it all. */
export function verdictText({ installedVersion, summary, reasons }: Verdict): VerdictText {
  const standing = installedVersion === undefined ? undefined : summary;
  return {
    standing,
    reasons: reasons.map((reason) => ({ reason, isSaid: standing?.includes(reason.message) === true })),
  };
}

/** Whether a verdict says what an obstacle of the plan says. */
export function isSaidBy({ reasons }: Verdict, { message }: Obstacle): boolean {
  return reasons.some((reason) => reason.weight !== 'advice' && message.includes(reason.message));
}

/** What of the machine is another than when the worker was installed. */
export function changesOf({ reasons }: Verdict): readonly VerdictReason[] {
  return reasons.filter(({ code }) => code === 'MACHINE_CHANGED');
}
