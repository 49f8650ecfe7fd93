import type { FleetLineState, JobState, ProcessState, WorkerRowState } from 'rbee-hive-daemon/api';
import { STATE_WORDS } from '../model/operation-text.js';

export type Tone = 'good' | 'info' | 'warn' | 'bad' | 'idle';

/** A state in a word, with a colour that says the same. */
function Badge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span class={`badge badge-${tone}`}>
      <span class="badge-dot" aria-hidden="true" />
      {children}
    </span>
  );
}

const WORKER_STATES: Readonly<Record<WorkerRowState, readonly [Tone, string]>> = {
  installed: ['good', 'Installed'],
  'update-available': ['info', 'Update available'],
  installable: ['idle', 'Not installed'],
  blocked: ['warn', 'Needs something'],
  unsupported: ['warn', 'Not for this machine'],
};

export function workerStateText(state: WorkerRowState): string {
  return WORKER_STATES[state][1];
}

export function WorkerBadge({ state }: { readonly state: WorkerRowState }) {
  const [tone, text] = WORKER_STATES[state];
  return <Badge tone={tone}>{text}</Badge>;
}

const JOB_TONES: Readonly<Record<JobState, Tone>> = {
  queued: 'idle',
  running: 'info',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'warn',
  interrupted: 'warn',
};

export function JobBadge({ state }: { readonly state: JobState }) {
  return <Badge tone={JOB_TONES[state]}>{STATE_WORDS[state]}</Badge>;
}

const PROCESS_STATES: Readonly<Record<ProcessState, readonly [Tone, string]>> = {
  starting: ['info', 'Starting'],
  healthy: ['good', 'Healthy'],
  unhealthy: ['bad', 'Unhealthy'],
  restarting: ['warn', 'Restarting'],
  stopping: ['warn', 'Stopping'],
  stopped: ['idle', 'Stopped'],
  crashed: ['bad', 'Crashed'],
  lost: ['warn', 'Lost'],
};

export function ProcessBadge({ state }: { readonly state: ProcessState }) {
  const [tone, text] = PROCESS_STATES[state];
  return <Badge tone={tone}>{text}</Badge>;
}

const LINE_STATES: Readonly<Record<FleetLineState, readonly [Tone, string]>> = {
  ready: ['good', 'Ready'],
  converging: ['info', 'Being made so'],
  failed: ['bad', 'Failed'],
};

export function FleetLineBadge({ state }: { readonly state: FleetLineState }) {
  const [tone, text] = LINE_STATES[state];
  return <Badge tone={tone}>{text}</Badge>;
}
