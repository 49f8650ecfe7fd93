import type { FleetHive } from 'rbee-hive-daemon';
import type { WorkerRow } from 'rbee-hive-daemon/api';
import type { Labels } from '../protocol/names.js';
import type { Facts, WorkerFact } from '../protocol/report.js';

const MAX_WORKERS = 1_000;
const MAX_REASONS = 8;
const MAX_VERSIONS = 16;
const MAX_REASON_LENGTH = 500;

/** What this hive reports of its machine. */
export async function factsOf(hive: FleetHive, labels: Labels, signal: AbortSignal): Promise<Facts> {
  const [hardware, { workers }] = await Promise.all([hive.hardware(signal), hive.overview(signal)]);
  return {
    ...{ format: 1, at: new Date().toISOString(), version: hive.version, labels, hardware },
    workers: workers.slice(0, MAX_WORKERS).map(factOf),
  };
}

function factOf({ id, state, verdict, metadata, installed }: WorkerRow): WorkerFact {
  const available = metadata?.version ?? verdict.availableVersion;
  const weighty = verdict.reasons.filter(({ weight }) => weight !== 'advice');
  return {
    ...{ id, state },
    ...(available !== undefined && { available }),
    installed: (installed?.versions ?? []).slice(0, MAX_VERSIONS).map(({ version }) => version),
    reasons: weighty.slice(0, MAX_REASONS).map(({ message }) => message.slice(0, MAX_REASON_LENGTH)),
  };
}
