import { useState } from 'preact/hooks';
import type { Job, JobList } from 'rbee-hive-daemon/api';
import { changes, hive } from '../hive.js';
import { formatDuration } from '../model/format.js';
import { hasEnded } from '../model/job-progress.js';
import type { NameOf } from '../model/names.js';
import { describeOperation, subjectOf } from '../model/operation-text.js';
import { Ago } from '../parts/ago.js';
import { JobBadge } from '../parts/badge.js';
import { ConfirmDialog } from '../parts/dialog.js';
import { LoadState } from '../parts/load-state.js';
import { Empty } from '../parts/notes.js';
import { PageHead } from '../parts/page-head.js';
import { RowLink } from '../parts/row-link.js';
import { jobLink } from '../router.js';
import { useNames } from '../state/use-names.js';
import { useNow } from '../state/use-now.js';
import { useResource } from '../state/use-resource.js';

/** What the hive does and has done, the newest first. */
export function JobsView() {
  const list = useResource<JobList>('/v1/jobs?limit=200', { every: 2_000 });
  const now = useNow(1_000);
  const nameOf = useNames();
  const jobs = list.data?.jobs ?? [];
  return (
    <>
      <PageHead
        title="Jobs"
        intro="What the hive does and has done; the newest first."
        actions={jobs.some(hasEnded) && <ClearHistory />}
      />
      <LoadState of={list} rows={5} />
      {list.data && jobs.length === 0 && (
        <Empty icon="jobs" title="No jobs yet.">
          <a class="button" href="#/workers">
            Show the workers
          </a>
        </Empty>
      )}
      {jobs.length > 0 && (
        <ul class="rows panel panel-list">
          {jobs.map((job) => (
            <li key={job.id}>
              <JobRow job={job} now={now} nameOf={nameOf} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function ClearHistory() {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        Clear history
      </button>
      {isAsking && (
        <ConfirmDialog
          title="Clear the history?"
          action="Clear"
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await hive.send('/v1/jobs', { method: 'DELETE' });
            changes.value += 1;
          }}
        >
          <p>Jobs that have ended are forgotten, with their logs. What they installed stays.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

interface JobRowProps {
  readonly job: Job;
  readonly now: number;
  readonly nameOf: NameOf;
}

function JobRow({ job, now, nameOf }: JobRowProps) {
  const { id, operation, state, step, error } = job;
  const detail = error?.message ?? (hasEnded(job) ? subjectOf(operation) : step);
  return (
    <RowLink href={jobLink(id)} title={describeOperation(operation, nameOf)} detail={detail}>
      <span class="muted small">
        <JobTime job={job} now={now} />
      </span>
      <JobBadge state={state} />
    </RowLink>
  );
}

function JobTime({
  job: { createdAt, startedAt, endedAt },
  now,
}: {
  readonly job: Job;
  readonly now: number;
}) {
  if (startedAt === undefined) return <Ago time={createdAt} now={now} />;
  if (endedAt === undefined) return <>for {formatDuration(now - Date.parse(startedAt))}</>;
  return (
    <>
      <Ago time={endedAt} now={now} />, took {formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}
    </>
  );
}
