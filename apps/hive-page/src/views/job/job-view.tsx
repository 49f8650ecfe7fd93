import type { Job, PlanAnswer } from 'rbee-hive-daemon/api';
import { formatDuration } from '../../model/format.js';
import { hasEnded, type JobProgress, withReadingAsOne } from '../../model/job-progress.js';
import { describeOperation, describeResult } from '../../model/operation-text.js';
import { NO_OPTIONS, planPath } from '../../model/plan/install-options.js';
import { Ago } from '../../parts/ago.js';
import { JobBadge } from '../../parts/badge.js';
import { Icon } from '../../parts/icon.js';
import { LogView } from '../../parts/log/log-view.js';
import { ErrorNote, Note, Skeleton } from '../../parts/notes.js';
import { PageHead } from '../../parts/page-head.js';
import { processLink, workerLink } from '../../router.js';
import { cancelJob, startAndShow } from '../../state/run-job.js';
import { useBusy } from '../../state/use-busy.js';
import { useJob } from '../../state/use-job.js';
import { useNames } from '../../state/use-names.js';
import { useNow } from '../../state/use-now.js';
import { useResource } from '../../state/use-resource.js';
import { BuildBar } from './build-bar.js';
import { Sources } from './sources.js';
import { Steps } from './steps.js';

/** A job while it runs, and afterwards. */
export function JobView({ id }: { readonly id: string }) {
  const followed = useJob(id);
  const { progress, log, connection, error } = followed;
  const { job } = progress;
  const nameOf = useNames();
  const title = job ? describeOperation(job.operation, nameOf) : 'Job';
  return (
    <div class="log-page">
      <PageHead
        title={title}
        back={{ link: '#/jobs', text: 'Jobs' }}
        badge={job && <JobBadge state={job.state} />}
        actions={job && <JobActions job={job} />}
        intro={job && <JobTimes job={job} />}
      />
      {error && <ErrorNote error={error} />}
      {!job && !error && <Skeleton rows={3} />}
      {job && (
        <>
          <p class="visually-hidden" role="status">
            {announcement(progress)}
          </p>
          <Outcome job={job} />
          {progress.waitingFor !== undefined && (
            <Note tone="info">
              <p>Waits for {progress.waitingFor}, which installs the same worker.</p>
            </Note>
          )}
          <div class={`log-columns ${hasSteps(job) ? 'job-columns' : 'log-short'}`}>
            {hasSteps(job) && <Progress progress={progress} job={job} />}
            <LogView
              log={log}
              lines={log.length}
              label={`Log of ${title}`}
              startedAt={job.startedAt}
              connection={connection}
              whenEmpty={hasEnded(job) ? 'This job printed nothing.' : 'Nothing printed yet.'}
            />
          </div>
        </>
      )}
    </div>
  );
}

function hasSteps({ operation: { operation } }: Job): boolean {
  return operation === 'worker_install' || operation === 'worker_upgrade' || operation === 'model_pull';
}

function Progress({ progress, job }: { readonly progress: JobProgress; readonly job: Job }) {
  const { operation } = job;
  const worker = 'worker' in operation ? operation.worker : undefined;
  const isWanted = worker !== undefined && !hasEnded(job);
  const plan = useResource<PlanAnswer>(
    isWanted ? planPath(worker, { ...NO_OPTIONS, force: true }) : undefined,
  );
  const { build } = progress;
  const running = runningStep(progress);
  const begun = new Set(progress.steps.map(({ step }) => step));
  const planned = isWanted ? (plan.data?.recipe?.steps ?? []).filter((step) => !begun.has(step)) : [];
  return (
    <div class="job-side">
      <section aria-label="Steps">
        <h2 class="small-heading">Steps</h2>
        <Steps steps={withReadingAsOne(progress.steps)} planned={planned} />
        {build && running && <BuildBar step={running.step} build={build} />}
      </section>
      {progress.sources.size > 0 && <Sources sources={[...progress.sources.values()]} />}
    </div>
  );
}

function JobTimes({ job }: { readonly job: Job }) {
  const now = useNow(1_000, !hasEnded(job));
  const { createdAt, startedAt, endedAt } = job;
  if (startedAt === undefined)
    return (
      <>
        Posted <Ago time={createdAt} now={now} />; waits for its turn.
      </>
    );
  const end = endedAt === undefined ? now : Date.parse(endedAt);
  const taken = formatDuration(Math.max(0, end - Date.parse(startedAt)));
  return (
    <>
      Started <Ago time={startedAt} now={now} />,{' '}
      {endedAt === undefined ? `running for ${taken}` : `took ${taken}`}
    </>
  );
}

function Outcome({ job }: { readonly job: Job }) {
  const { state, error, result } = job;
  if (state === 'failed' && error) return <ErrorNote error={error} title="It failed." />;
  if (state === 'interrupted') {
    const fallback = { code: 'INTERRUPTED', message: 'The hive ended while this ran.' };
    return <ErrorNote error={error ?? fallback} title="It was interrupted." />;
  }
  if (state !== 'succeeded' || result === undefined) return null;
  return (
    <div class="note note-good">
      <Icon name="check" />
      <div class="note-text">
        <p class="breakable">{describeResult(job)}</p>
        <NextLink result={result} />
      </div>
    </div>
  );
}

function NextLink({ result }: { readonly result: NonNullable<Job['result']> }) {
  if ('model' in result) return <a href="#/models">Show the models</a>;
  if ('process' in result) return <a href={processLink(result.process.id)}>Show the process</a>;
  if (!('installed' in result)) return null;
  const { catalogId, id } = result.installed;
  return <a href={workerLink(catalogId ?? id)}>Show the worker</a>;
}

function JobActions({ job }: { readonly job: Job }) {
  const { isBusy, problem, whileBusy } = useBusy();
  if (job.state === 'succeeded') return null;
  return (
    <>
      {problem && (
        <p class="tone-bad small breakable" role="alert">
          {problem.message}
        </p>
      )}
      {hasEnded(job) ? (
        <button
          type="button"
          class="button button-primary"
          disabled={isBusy}
          onClick={() => whileBusy(() => startAndShow(job.operation))}
        >
          <Icon name="retry" />
          Try again
        </button>
      ) : (
        <button
          type="button"
          class="button button-danger"
          disabled={isBusy}
          onClick={() => whileBusy(() => cancelJob(job.id))}
        >
          <Icon name="stop" />
          Cancel
        </button>
      )}
    </>
  );
}

/** What a screen reader announces while it runs: the step, then the end. */
function announcement({ job, steps }: JobProgress): string {
  if (job === undefined) return '';
  if (hasEnded(job)) return `${describeOperation(job.operation)}: ${job.state}`;
  const running = runningStep({ steps });
  return running ? `Step ${running.step}` : '';
}

function runningStep({ steps }: Pick<JobProgress, 'steps'>): JobProgress['steps'][number] | undefined {
  return steps.filter(({ state }) => state === 'running').at(-1);
}
