import type { Job, JobEvent, JobEventBody, JobState } from 'rbee-hive-daemon/api';
import type { LogEntry } from './log/log-store.js';

export interface StepProgress {
  readonly step: string;
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly milliseconds?: number;
}

export interface SourceProgress {
  readonly name: string;
  readonly url: string;
  readonly state: 'fetching' | 'retrying' | 'verified' | 'done' | 'stopped';
  readonly receivedBytes: number;
  readonly totalBytes: number | undefined;
  readonly bytesPerSecond: number | undefined;
  readonly verified?: 'checksum' | 'skipped';
  readonly commit?: string;
  /** Why it is tried again. */
  readonly trouble?: string;
}

/** How far the running step says it is, by its own count. */
export interface BuildProgress {
  readonly done: number;
  readonly total: number;
  /** Absent until that can be told. */
  readonly secondsLeft: number | undefined;
}

/** What is known of a job from its events so far. */
export interface JobProgress {
  readonly job: Job | undefined;
  readonly steps: readonly StepProgress[];
  readonly sources: ReadonlyMap<string, SourceProgress>;
  /** Where the running step counts. */
  readonly build: BuildProgress | undefined;
  /** Another installation of the same worker that this one waits for. */
  readonly waitingFor: string | undefined;
  /** What kept the build from the rest of the machine. */
  readonly guard: string | undefined;
}

export const NO_PROGRESS: JobProgress = {
  job: undefined,
  steps: [],
  sources: new Map(),
  build: undefined,
  waitingFor: undefined,
  guard: undefined,
};

const ENDED: ReadonlySet<JobState> = new Set(['succeeded', 'failed', 'cancelled', 'interrupted']);

/** Whether nothing more happens in a job. */
export function hasEnded(job: Pick<Job, 'state'> | undefined): boolean {
  return job !== undefined && ENDED.has(job.state);
}

const READING: ReadonlySet<string> = new Set(['metadata', 'platform-check', 'pkgbuild', 'parse']);

/** The steps with the short ones at the beginning, which read the recipe, as one. */
export function withReadingAsOne(steps: readonly StepProgress[]): StepProgress[] {
  const reading = steps.filter(({ step }) => READING.has(step));
  const [first] = reading;
  const last = reading.at(-1);
  if (first === undefined || last === undefined) return [...steps];
  const milliseconds = reading.reduce((sum, step) => sum + (step.milliseconds ?? 0), 0);
  const others = steps.filter(({ step }) => !READING.has(step));
  const isRunning = last.state === 'running';
  const asOne: StepProgress = { step: 'read recipe', state: last.state, startedAt: first.startedAt };
  return [{ ...asOne, ...(!isRunning && { milliseconds }) }, ...others];
}

/** The progress after an event, and the log's line for it where it has one. */
export function applyJobEvent(
  progress: JobProgress,
  { event, time }: JobEvent,
): { progress: JobProgress; entry?: LogEntry } {
  const entry = entryOf(event);
  // What a program printed has the time at which it was read; the event may come a little later.
  const entryTime = event.type === 'output' ? event.time : Date.parse(time);
  return {
    progress: progressAfter(progress, event, time),
    ...(entry && { entry: { ...entry, time: entryTime } }),
  };
}

function progressAfter(progress: JobProgress, event: JobEventBody, time: string): JobProgress {
  switch (event.type) {
    case 'job-state':
      return withJob(progress, event.job, time);
    case 'step-start': {
      const started: StepProgress = { step: event.step, state: 'running', startedAt: time };
      return { ...progress, waitingFor: undefined, build: undefined, steps: [...progress.steps, started] };
    }
    case 'step-end':
      return { ...progress, build: undefined, steps: withStepEnded(progress.steps, event) };
    case 'build-progress': {
      const { done, total, secondsLeft } = event;
      return { ...progress, build: { done, total, secondsLeft } };
    }
    case 'waiting':
      return { ...progress, waitingFor: waitingText(event) };
    case 'source-start':
      return withSource(progress, event.name, { url: event.url, state: 'fetching' });
    case 'source-progress': {
      const { name, receivedBytes, totalBytes, bytesPerSecond } = event;
      return withSource(progress, name, { state: 'fetching', receivedBytes, totalBytes, bytesPerSecond });
    }
    case 'source-retry':
      return withSource(progress, event.name, { state: 'retrying', trouble: event.reason });
    case 'source-verified':
      return withSource(progress, event.name, { state: 'verified', verified: event.verified });
    case 'source-end': {
      const { name, commit } = event;
      return withSource(progress, name, { state: 'done', ...(commit !== undefined && { commit }) });
    }
    default:
      return afterModelEvent(progress, event);
  }
}

/** Of a pull: its files are what an installation calls sources. */
function afterModelEvent(progress: JobProgress, event: JobEventBody): JobProgress {
  switch (event.type) {
    case 'lock-wait':
      return { ...progress, waitingFor: waitingText(event) };
    case 'file-start':
      return withSource(progress, event.file, { state: 'fetching', totalBytes: event.bytes });
    case 'file-progress': {
      const { file, receivedBytes, totalBytes, bytesPerSecond } = event;
      return withSource(progress, file, { state: 'fetching', receivedBytes, totalBytes, bytesPerSecond });
    }
    case 'file-retry':
      return withSource(progress, event.file, { state: 'retrying', trouble: event.reason });
    case 'file-end':
      return withSource(progress, event.file, { state: 'done', verified: 'checksum' });
    default:
      return progress;
  }
}

function withJob(progress: JobProgress, job: Job, time: string): JobProgress {
  const isOver = hasEnded(job);
  const steps = isOver ? progress.steps.map((step) => closeStep(step, job.state, time)) : progress.steps;
  const sources = isOver ? stopSources(progress.sources) : progress.sources;
  return { ...progress, job, steps, sources, ...(isOver && { waitingFor: undefined, build: undefined }) };
}

/** What was not complete when its job ended does not go on. */
function stopSources(sources: JobProgress['sources']): JobProgress['sources'] {
  const stop = (source: SourceProgress): SourceProgress =>
    source.state === 'done' ? source : { ...source, state: 'stopped' };
  return new Map([...sources].map(([name, source]) => [name, stop(source)]));
}

/** A step that still runs when its job ends is where it failed or was stopped. */
function closeStep(step: StepProgress, state: JobState, time: string): StepProgress {
  if (step.state !== 'running') return step;
  const ending = { succeeded: 'done', failed: 'failed' } as const;
  const milliseconds = Math.max(0, Date.parse(time) - Date.parse(step.startedAt));
  return {
    ...step,
    state: state === 'succeeded' || state === 'failed' ? ending[state] : 'stopped',
    milliseconds,
  };
}

function withStepEnded(
  steps: readonly StepProgress[],
  { step, milliseconds }: { readonly step: string; readonly milliseconds: number },
): StepProgress[] {
  return steps.map((old) =>
    old.step === step && old.state === 'running' ? { ...old, state: 'done', milliseconds } : old,
  );
}

function withSource(progress: JobProgress, name: string, change: Partial<SourceProgress>): JobProgress {
  const old: SourceProgress = progress.sources.get(name) ?? {
    ...{ name, url: '', state: 'fetching', receivedBytes: 0 },
    ...{ totalBytes: undefined, bytesPerSecond: undefined },
  };
  return { ...progress, sources: new Map(progress.sources).set(name, { ...old, ...change }) };
}

function waitingText({
  label,
  pid,
}: {
  readonly label?: string | undefined;
  readonly pid?: number | undefined;
}): string {
  return label ?? (pid === undefined ? 'another installation' : `process ${pid}`);
}

function entryOf(event: JobEventBody): LogEntry | undefined {
  switch (event.type) {
    case 'output':
      return { text: event.line, kind: event.stream };
    case 'step-start':
      return { text: event.step, kind: 'step' };
    case 'job-state':
      return stateEntry(event.job);
    case 'note':
      return note(event.text);
    case 'log-gap':
      return note(`${event.lines} lines are left out here.`);
    case 'warnings-folded':
      return note(foldedText(event));
    case 'log-full':
      return note(`The log reached its limit of ${event.limitBytes} bytes; later output is not kept.`);
    case 'waiting':
      return note(`Waits for ${waitingText(event)}, which installs the same worker.`);
    case 'already-installed':
      return note(`${event.artifactId} is already installed; nothing is built.`);
    case 'source-start':
      // What lies beside the recipe is named by its path alone.
      return note(`Fetches ${event.name}${event.url === event.name ? '' : ` from ${event.url}`}`);
    case 'source-retry':
      return note(`${event.name}: ${event.reason} Try ${event.attempt} follows in ${event.milliseconds} ms.`);
    case 'source-verified':
      return note(`${event.name}: ${event.verified === 'checksum' ? 'checksum matches' : 'not verified'}`);
    case 'lfs-fetched':
      return note(`${event.name}: ${event.count} of its files came from its Git LFS server.`);
    case 'lfs-pointers':
      return note(
        `${event.name}: ${event.count} of its files are Git LFS pointers; their content was not fetched: ${event.reason}.`,
      );
    case 'tag-moved':
      return note(`${event.name}: tag ${event.tag} moved from ${event.from} to ${event.to}.`);
    case 'source-moved':
      return note(`${event.name}: moved from ${event.from} to ${event.to}, which is built now.`);
    case 'sources-unchecked':
      return note(
        `${event.reason} Whether its sources moved is not known: ${event.artifactId} stays as it is.`,
      );
    case 'signature-verified':
      return note(`${event.name}: signed by ${event.signedBy}`);
    case 'registry-stale':
      return note(`The registry is down (${event.reason}); its copy of ${event.fetchedAt} is used.`);
    case 'registry-skipped':
      return note(`Registry ${event.origin} was skipped: ${event.reason}`);
    case 'variant-chosen':
      return note(`${event.id}: ${event.why}`);
    default:
      return originEntryOf(event) ?? modelEntryOf(event);
  }
}

/** Whether what is installed was built here, and who built it where it was not. */
function originEntryOf(event: JobEventBody): LogEntry | undefined {
  switch (event.type) {
    case 'release-chosen':
      return note(
        `${event.asset} of ${event.repository}, release ${event.tag}${event.prerelease ? ' (a prerelease)' : ''}, is installed.`,
      );
    case 'store-used':
      return note(
        `Installed as ${event.place} has it built, signed by the key ${event.signedBy.slice(0, 12)}.`,
      );
    case 'store-not-used':
      return note(`No trusted store has it: ${event.reason}`);
    case 'release-not-used':
      return note(`Built from source: ${event.reason}`);
    default:
      return undefined;
  }
}

function modelEntryOf(event: JobEventBody): LogEntry | undefined {
  switch (event.type) {
    case 'model-resolved':
      return note(`${event.id}: ${event.files} ${event.files === 1 ? 'file' : 'files'}`);
    case 'model-exists':
      return note(`${event.id} is here already; nothing is fetched.`);
    case 'file-start':
      return note(`Fetches ${event.file}`);
    case 'file-retry':
      return note(`${event.file}: ${event.reason} Try ${event.attempt} follows.`);
    case 'file-end':
      return note(`${event.file}: ${event.digest} matches`);
    default:
      return undefined;
  }
}

type Folded = Extract<JobEventBody, { readonly type: 'warnings-folded' }>;

/** `57 more warnings, not shown: 40 × -Wunused-variable, 17 × -Wsign-compare`. */
function foldedText({ count, kinds }: Folded): string {
  const each = kinds.map(({ kind, count: of }) => `${of} × ${kind}`);
  return `${count} more warnings, not shown: ${each.join(', ')}`;
}

function note(text: string): LogEntry {
  return { text, kind: 'note' };
}

function stateEntry({ state, error }: Job): LogEntry | undefined {
  if (state === 'failed') return note(`Failed: ${error?.message ?? 'no cause was given'}`);
  if (state === 'cancelled') return note('Cancelled.');
  if (state === 'interrupted') return note('Interrupted: the hive ended while this ran.');
  return state === 'succeeded' ? note('Done.') : undefined;
}
