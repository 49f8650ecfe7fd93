import { useState } from 'preact/hooks';
import type { PlanAnswer, WorkerRow } from 'rbee-hive-daemon/api';
import { workerPath } from '../../api/paths.js';
import { type InstallOptions, NO_OPTIONS, planPath, settingsOf } from '../../model/plan/install-options.js';
import { networkPhases } from '../../model/plan/plan-text.js';
import { openObstacles } from '../../model/verdict/open-obstacles.js';
import { isSaidBy } from '../../model/verdict/verdict-text.js';
import { typeOf } from '../../model/worker-filter.js';
import { WorkerBadge } from '../../parts/badge.js';
import { type Fact, Facts } from '../../parts/facts.js';
import { LoadState } from '../../parts/load-state.js';
import { PageHead } from '../../parts/page-head.js';
import { VerdictNote } from '../../parts/verdict-note.js';
import { VersionList } from '../../parts/version-list.js';
import { type Resource, useResource } from '../../state/use-resource.js';
import { InstallForm } from './install-form.js';
import { Plan } from './plan.js';
import { Recipe } from './recipe.js';

/** All that is known of one worker, and what can be done with it. */
export function WorkerView({ id }: { readonly id: string }) {
  const row = useResource<WorkerRow>(workerPath(id), { every: 30_000 });
  const [options, setOptions] = useState<InstallOptions>(NO_OPTIONS);
  const hasPlan = row.data?.metadata !== undefined;
  const plan = useResource<PlanAnswer>(hasPlan ? planPath(id, options) : undefined);
  return (
    <>
      <PageHead
        title={row.data?.name ?? id}
        back={{ link: '#/workers', text: 'Workers' }}
        badge={row.data && <WorkerBadge state={row.data.state} />}
        intro={row.data?.metadata?.description}
      />
      <LoadState of={row} rows={4} />
      {row.data && (
        <>
          <Facts layout="grid" facts={factsOf(row.data)} />
          <VerdictNote verdict={row.data.verdict} />
          <VersionList row={row.data} />
          {hasPlan && <Installation row={row.data} plan={plan} options={options} onChange={setOptions} />}
        </>
      )}
    </>
  );
}

interface InstallationProps {
  readonly row: WorkerRow;
  readonly plan: Resource<PlanAnswer>;
  readonly options: InstallOptions;
  readonly onChange: (options: InstallOptions) => void;
}

function Installation({ row, plan, options, onChange }: InstallationProps) {
  return (
    <>
      <section class="panel" aria-labelledby="plan-title">
        <h2 id="plan-title">Installation</h2>
        <LoadState of={plan} rows={3} />
        {plan.data && <Plan plan={plan.data} obstacles={obstaclesOf(plan.data, { row, options })} />}
        {row.verdict.state !== 'unsupported' && (
          <InstallForm row={row} plan={plan.data} options={options} onChange={onChange} />
        )}
      </section>
      {plan.data && <Recipe report={plan.data.pkgbuild} sources={plan.data.recipe?.sources ?? []} />}
    </>
  );
}

/** Those that the chosen options leave, and that are not said of the worker already. */
function obstaclesOf(plan: PlanAnswer, { row, options }: Pick<InstallationProps, 'row' | 'options'>) {
  const open = openObstacles(plan, settingsOf(options, networkPhases(plan.recipe?.network)));
  return open.filter((obstacle) => !isSaidBy(row.verdict, obstacle));
}

function factsOf(row: WorkerRow): readonly Fact[] {
  const { id, metadata, installed } = row;
  const made = installed?.current.provenance;
  return [
    ['Id', id],
    ['Version', metadata?.version],
    ['Type', typeOf(row)],
    ['Systems', metadata?.platforms.join(', ')],
    ['Architectures', metadata?.architectures.join(', ')],
    ['Licence', metadata?.license],
    ['Needs', metadata?.depends.join(', ')],
    // Of one that no registry has, what it was made from is all that is known.
    ['Origin', metadata === undefined ? made?.origin : undefined],
    ['Recipe', metadata === undefined ? made?.pkgbuildDigest : undefined],
  ];
}
