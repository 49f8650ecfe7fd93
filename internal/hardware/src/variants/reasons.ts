import { showForeign } from '@rbee-internal/redact-url';
import type { Fact } from '../types.js';
import type { Reason, ReasonCode, UsedFact } from './variant-types.js';

export interface ReasonDetails {
  readonly remedy?: string | undefined;
  /** By their place in the snapshot; those that are not known are left out. */
  readonly facts?: Readonly<Record<string, Fact<unknown> | undefined>> | undefined;
}

/** A reason; what of its text comes from outside is cut and escaped. */
export function reason(code: ReasonCode, message: string, details: ReasonDetails = {}): Reason {
  const facts = Object.entries(details.facts ?? {}).flatMap(([name, fact]): UsedFact[] =>
    fact === undefined
      ? []
      : [{ name, value: showForeign(JSON.stringify(fact.value)), source: showForeign(fact.source) }],
  );
  return {
    code,
    message: showForeign(message),
    ...(details.remedy !== undefined && { remedy: showForeign(details.remedy) }),
    facts,
  };
}

/** Why a requirement cannot be judged, and how to give the fact. */
export function factUnknown(requirement: string, name: string): Reason {
  return reason('FACT_UNKNOWN', `It needs ${requirement}; ${name} of this machine is not known.`, {
    remedy: `Give ${name} by an override.`,
  });
}

/** `8 GiB`, with one digit after the point where it says something. */
export function formatBytes(bytes: number): string {
  const gib = bytes / 1024 ** 3;
  return `${Number(gib.toFixed(1))} GiB`;
}
