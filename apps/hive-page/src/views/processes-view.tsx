import { useState } from 'preact/hooks';
import type { ProcessList, WorkerOverview, WorkerProcess, WorkerRow } from 'rbee-hive-daemon/api';
import { explainState, isOver, processName } from '../model/process-text.js';
import { Ago } from '../parts/ago.js';
import { ProcessBadge } from '../parts/badge.js';
import { Icon } from '../parts/icon.js';
import { LoadState } from '../parts/load-state.js';
import { Empty } from '../parts/notes.js';
import { PageHead } from '../parts/page-head.js';
import { RowLink } from '../parts/row-link.js';
import { StartDialog } from '../parts/start/start-dialog.js';
import { processLink } from '../router.js';
import { useNow } from '../state/use-now.js';
import { useResource } from '../state/use-resource.js';

/** The workers that run, then those that ran. */
export function ProcessesView() {
  const list = useResource<ProcessList>('/v1/processes', { every: 2_000 });
  const overview = useResource<WorkerOverview>('/v1/workers');
  const processes = list.data?.processes ?? [];
  const rows = overview.data?.workers ?? [];
  return (
    <>
      <PageHead
        title="Processes"
        intro="Workers that run on this machine."
        actions={<SpawnButton rows={rows} />}
      />
      <LoadState of={list} rows={3} />
      {list.data && processes.length === 0 && (
        <Empty icon="processes" title="No worker has been started.">
          <a class="button" href="#/installed">
            Show what is installed
          </a>
        </Empty>
      )}
      <ProcessRows title="Running" rows={rows} processes={processes.filter((process) => !isOver(process))} />
      <ProcessRows title="Ended" rows={rows} processes={processes.filter(isOver)} />
    </>
  );
}

/** Starts a worker that is chosen from those installed. */
function SpawnButton({ rows }: { readonly rows: readonly WorkerRow[] }) {
  const [isOpen, setOpen] = useState(false);
  const installed = rows.filter((row) => row.installed);
  if (installed.length === 0) return null;
  return (
    <>
      <button type="button" class="button button-primary" onClick={() => setOpen(true)}>
        <Icon name="play" />
        Start
      </button>
      {isOpen && <StartDialog workers={installed} onClose={() => setOpen(false)} />}
    </>
  );
}

interface ProcessRowsProps {
  readonly title: string;
  readonly rows: readonly WorkerRow[];
  readonly processes: readonly WorkerProcess[];
}

function ProcessRows({ title, rows, processes }: ProcessRowsProps) {
  const now = useNow(5_000);
  if (processes.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 class="small-heading">{title}</h2>
      <ul class="rows panel panel-list">
        {processes.map((process) => (
          <li key={process.id}>
            <RowLink
              href={processLink(process.id)}
              title={processName(process, rows)}
              detail={<Detail process={process} now={now} />}
            >
              <ProcessBadge state={process.state} />
            </RowLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Detail({ process, now }: { readonly process: WorkerProcess; readonly now: number }) {
  const { port, modelId, worker, startedAt, endedAt } = process;
  const explanation = explainState(process);
  return (
    <>
      {modelId ?? worker}, port {port}, {endedAt === undefined ? 'started' : 'ended'}{' '}
      <Ago time={endedAt ?? startedAt} now={now} />
      {explanation !== undefined && `. ${explanation}`}
    </>
  );
}
