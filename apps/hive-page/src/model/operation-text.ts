import type { Job, JobState, Operation, OperationName } from 'rbee-hive-daemon/api';
import type { NameOf } from './names.js';

const VERBS: Readonly<Record<OperationName, string>> = {
  worker_install: 'Install',
  worker_upgrade: 'Upgrade',
  worker_remove: 'Remove',
  worker_verify: 'Verify',
  worker_select: 'Select',
  worker_rollback: 'Roll back',
  catalog_prune: 'Remove old versions',
  catalog_repair: 'Repair the catalog',
  cache_prune: 'Remove old sources',
  cache_verify: 'Verify the kept sources',
  worker_spawn: 'Start',
  worker_stop: 'Stop',
  model_pull: 'Pull',
  model_remove: 'Remove',
};

/** `Install Echo worker`: a job's title. @param nameOf what a worker or a process is called; @default by their ids */
export function describeOperation(operation: Operation, nameOf: NameOf = (id) => id): string {
  const verb = VERBS[operation.operation];
  const subject = subjectOf(operation);
  return subject === undefined ? verb : `${verb} ${nameOf(subject)}`;
}

/** The id of the worker, model or process, or the URL, that an operation is about. */
export function subjectOf(operation: Operation): string | undefined {
  switch (operation.operation) {
    case 'worker_install':
      return operation.worker ?? operation.from;
    case 'worker_verify':
      return operation.worker ?? 'all workers';
    case 'worker_stop':
      return operation.process;
    case 'catalog_prune':
    case 'catalog_repair':
    case 'cache_prune':
    case 'cache_verify':
      return undefined;
    case 'model_pull':
    case 'model_remove':
      return operation.model;
    default:
      return operation.worker;
  }
}

export const STATE_WORDS: Readonly<Record<JobState, string>> = {
  queued: 'Waiting',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

/** One sentence on what a job that succeeded has brought about. */
export function describeResult({ result }: Job): string | undefined {
  if (result === undefined) return undefined;
  if ('installed' in result) {
    const { installed, wasInstalled } = result;
    return wasInstalled ? `${installed.id} is already installed.` : `${installed.id} is installed.`;
  }
  if ('verified' in result) return describeVerified(result.verified);
  if ('removed' in result) {
    return result.removed.length === 0
      ? 'There was nothing to remove.'
      : `Removed ${result.removed.join(', ')}.`;
  }
  if ('current' in result) return `${result.current} is now the current version.`;
  if ('model' in result) return `${result.model.id} is on this machine.`;
  if (!('process' in result)) return undefined;
  return `${result.process.worker} listens at ${result.process.url}.`;
}

type Verified = Extract<NonNullable<Job['result']>, { readonly verified: unknown }>['verified'];

function describeVerified(verified: Verified): string {
  const bad = verified.filter(({ verdict }) => verdict !== 'intact' && verdict !== 'unknown');
  if (bad.length > 0) return bad.map(describeBad).join(' ');
  if (verified.length === 0) return 'Nothing is installed, so there was nothing to verify.';
  return verified.length === 1
    ? `${verified[0]?.id} is intact.`
    : `All ${verified.length} programs are intact.`;
}

const SHOWN_DIFFERENCES = 3;

function describeBad(entry: Verified[number]): string {
  if (entry.verdict === 'outside') return `${entry.id} names a program outside its own folder.`;
  if (entry.verdict !== 'changed') return `${entry.id} is ${entry.verdict}.`;
  const { id, differences, more } = entry;
  const hidden = Math.max(0, differences.length - SHOWN_DIFFERENCES) + more;
  const shown = differences.slice(0, SHOWN_DIFFERENCES).map(({ path, kind }) => `${path} (${kind})`);
  return `${id} is changed: ${shown.join(', ')}${hidden === 0 ? '' : ` and ${hidden} more`}.`;
}
