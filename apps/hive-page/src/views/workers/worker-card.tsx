import { useState } from 'preact/hooks';
import type { WorkerRow } from 'rbee-hive-daemon/api';
import { taskText } from '../../model/start/launching.js';
import { installOffer } from '../../model/verdict/install-offer.js';
import { verdictText } from '../../model/verdict/verdict-text.js';
import { tasksOf, typeOf } from '../../model/worker-filter.js';
import { ActionProblem } from '../../parts/action-problem.js';
import { WorkerBadge } from '../../parts/badge.js';
import { StartDialog } from '../../parts/start/start-dialog.js';
import { workerLink } from '../../router.js';
import { startAndShow } from '../../state/run-job.js';
import { useBusy } from '../../state/use-busy.js';

/** A worker of the catalogue: what it is, how it stands with it here, and the next thing to do. */
export function WorkerCard({ row }: { readonly row: WorkerRow }) {
  const { id, name, state, metadata, installed } = row;
  const type = typeOf(row);
  return (
    <article class={`card worker-card worker-${state}`}>
      <div class="card-head">
        <h2>
          <a class="card-link" href={workerLink(id)}>
            {name}
          </a>
        </h2>
        <WorkerBadge state={state} />
      </div>
      <p class="worker-id">
        <code>{id}</code>
      </p>
      {metadata?.description !== undefined && <p class="card-text">{metadata.description}</p>}
      <Why verdict={row.verdict} />
      <div class="card-foot">
        <ul class="facts">
          {type !== undefined && <li class="tag">{type}</li>}
          {tasksOf(row).length > 0 && <li>{tasksOf(row).map(taskText).join(', ')}</li>}
          <li>{installed?.current.version ?? metadata?.version}</li>
          {installed?.pinned && <li>pinned</li>}
          {metadata?.license !== undefined && <li class="fact-license">{metadata.license}</li>}
        </ul>
        <NextThing row={row} />
      </div>
    </article>
  );
}

/** Why it is what it is here, and what would change that. */
function Why({ verdict }: Pick<WorkerRow, 'verdict'>) {
  const { standing, reasons } = verdictText(verdict);
  const weighing = reasons.filter(({ reason, isSaid }) => reason.weight !== 'advice' && !isSaid);
  if (standing !== undefined) return <p class="reason breakable">{standing}</p>;
  if (weighing.length === 0) return null;
  return (
    <ul class="reason" aria-label="Reasons">
      {weighing.map(({ reason: { code, message, remedy } }) => (
        <li key={code + message} class="breakable">
          {message} {remedy}
        </li>
      ))}
    </ul>
  );
}

/** Install, upgrade, start: each where it applies. */
function NextThing({ row }: { readonly row: WorkerRow }) {
  const { isBusy, problem, whileBusy } = useBusy();
  const [isStarting, setStarting] = useState(false);
  const { name, verdict, installed } = row;
  const offer = installOffer(verdict);
  return (
    <div class="actions">
      <ActionProblem problem={problem} />
      {offer && (
        <button
          type="button"
          class={`button button-small ${installed ? '' : 'button-primary'}`}
          aria-label={`${offer.text} ${name}`}
          disabled={isBusy}
          onClick={() => whileBusy(() => startAndShow(offer.operation))}
        >
          {offer.text}
        </button>
      )}
      {installed && (
        <button
          type="button"
          class="button button-primary button-small"
          aria-label={`Start ${name}`}
          onClick={() => setStarting(true)}
        >
          Start
        </button>
      )}
      {isStarting && <StartDialog workers={[row]} onClose={() => setStarting(false)} />}
    </div>
  );
}
