import type { Job, JobList } from 'rbee-hive-daemon/api';
import { formatAgo, formatDuration } from '../model/format.js';
import { hasEnded } from '../model/job-progress.js';
import { describeOperation } from '../model/operation-text.js';
import { JobBadge } from '../parts/badge.js';
import { Empty, ErrorNote, Skeleton } from '../parts/notes.js';
import { PageHead } from '../parts/page-head.js';
import { jobLink } from '../router.js';
import { useNow } from '../state/use-now.js';
import { useResource } from '../state/use-resource.js';

/** What the hive does and has done, the newest first. */
export function JobsView() {
  const list = useResource<JobList>('/v1/jobs?limit=200', { every: 2_000 });
  const now = useNow(1_000);
  const jobs = list.data?.jobs ?? [];
  return (
    <>
      <PageHead title="Jobs" intro="What the hive does and has done; the newest first." />
      {list.error && <ErrorNote error={list.error} onRetry={list.refresh} />}
      {list.isLoading && <Skeleton rows={5} />}
      {list.data && jobs.length === 0 && (
        <Empty icon="jobs" title="Nothing has been done so far.">
          <a class="button" href="#/workers">
            Show the workers
          </a>
        </Empty>
      )}
      {jobs.length > 0 && (
        <ul class="rows panel panel-list">
          {jobs.map((job) => (
            <li key={job.id}>
              <JobRow job={job} now={now} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function JobRow({ job, now }: { readonly job: Job; readonly now: number }) {
  const { id, operation, state, step, error } = job;
  const detail = error?.message ?? (hasEnded(job) ? undefined : step);
  return (
    <a class="row-link" href={jobLink(id)}>
      <span class="row-main">
        <span class="row-title">{describeOperation(operation)}</span>
        {detail && <span class="muted small breakable">{detail}</span>}
      </span>
      <span class="row-side">
        <span class="muted small">{timeText(job, now)}</span>
        <JobBadge state={state} />
      </span>
    </a>
  );
}

function timeText({ createdAt, startedAt, endedAt }: Job, now: number): string {
  if (startedAt === undefined) return formatAgo(createdAt, now);
  if (endedAt === undefined) return formatDuration(Math.max(0, now - Date.parse(startedAt)));
  return `${formatAgo(endedAt, now)}, ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`;
}
