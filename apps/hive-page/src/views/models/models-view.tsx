import type { Job, JobList, ModelList, WorkerOverview } from 'rbee-hive-daemon/api';
import { describeOperation } from '../../model/operation-text.js';
import { JobBadge } from '../../parts/badge.js';
import { LoadState } from '../../parts/load-state.js';
import { Empty } from '../../parts/notes.js';
import { PageHead } from '../../parts/page-head.js';
import { RowLink } from '../../parts/row-link.js';
import { jobLink } from '../../router.js';
import { useResource } from '../../state/use-resource.js';
import { FindModels } from './find-models.js';
import { ModelCard } from './model-card.js';

/** The models on this machine, and those that can be pulled. */
export function ModelsView() {
  const list = useResource<ModelList>('/v1/model-catalog', { every: 30_000 });
  const overview = useResource<WorkerOverview>('/v1/workers');
  const models = list.data?.models ?? [];
  return (
    <>
      <PageHead title="Models" intro="What workers load: models on this machine, and those on the hub." />
      <Pulls />
      <section aria-labelledby="here-title">
        <h2 id="here-title">On this machine</h2>
        <LoadState of={list} rows={2} kind="card" />
        {list.data && models.length === 0 && (
          <Empty icon="models" title="No models are here yet.">
            <p class="muted small">Search for one below.</p>
          </Empty>
        )}
        {models.length > 0 && (
          <ul class="cards">
            {models.map((model) => (
              <li key={model.id}>
                <ModelCard model={model} rows={overview.data?.workers ?? []} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <FindModels here={models} />
    </>
  );
}

/** Pulls under way; each leads to its progress. */
function Pulls() {
  const { data } = useResource<JobList>('/v1/jobs?state=running', { every: 3_000 });
  const pulls = (data?.jobs ?? []).filter(({ operation }) => operation.operation === 'model_pull');
  if (pulls.length === 0) return null;
  return (
    <section aria-label="Pulls under way">
      <ul class="rows panel panel-list">
        {pulls.map((job) => (
          <li key={job.id}>
            <PullRow job={job} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PullRow({ job: { id, operation, state } }: { readonly job: Job }) {
  return (
    <RowLink href={jobLink(id)} title={describeOperation(operation)} detail="Progress and cancelling">
      <JobBadge state={state} />
    </RowLink>
  );
}
