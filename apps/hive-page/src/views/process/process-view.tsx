import type { WorkerOverview, WorkerProcess } from 'rbee-hive-daemon/api';
import { processPath } from '../../api/paths.js';
import { harmlessText } from '../../model/log/control-text.js';
import { explainState, isOver, processName } from '../../model/process-text.js';
import { Ago } from '../../parts/ago.js';
import { ProcessBadge } from '../../parts/badge.js';
import { CopyButton } from '../../parts/copy-button.js';
import { type Fact, Facts } from '../../parts/facts.js';
import { Icon } from '../../parts/icon.js';
import { LoadState } from '../../parts/load-state.js';
import { LogView } from '../../parts/log/log-view.js';
import { Note } from '../../parts/notes.js';
import { PageHead } from '../../parts/page-head.js';
import { runJob } from '../../state/run-job.js';
import { useBusy } from '../../state/use-busy.js';
import { useNow } from '../../state/use-now.js';
import { useProcessLog } from '../../state/use-process-log.js';
import { useResource } from '../../state/use-resource.js';
import { Talk } from './talk/talk.js';

/** A worker that runs or ran: its state, what it prints, and talking with it. */
export function ProcessView({ id }: { readonly id: string }) {
  const process = useResource<WorkerProcess>(processPath(id), { every: 1_500 });
  const overview = useResource<WorkerOverview>('/v1/workers');
  const { data } = process;
  const { log, connection } = useProcessLog(id);
  const now = useNow(5_000);
  return (
    <div class="log-page">
      <PageHead
        title={data ? processName(data, overview.data?.workers) : 'Process'}
        back={{ link: '#/processes', text: 'Processes' }}
        badge={data && <ProcessBadge state={data.state} />}
        actions={data && !isOver(data) && <StopButton process={data} />}
      />
      <LoadState of={process} rows={3} />
      {data && (
        <>
          <Facts layout="grid" facts={factsOf(data, now)} />
          <Trouble process={data} />
          <div class="log-columns process-columns">
            <LogView
              log={log}
              lines={log.length}
              label={`Output of ${data.worker}`}
              startedAt={data.startedAt}
              connection={connection}
              whenEmpty={isOver(data) ? 'It printed nothing.' : 'It has printed nothing yet.'}
            />
            <Talk process={data} />
          </div>
        </>
      )}
    </div>
  );
}

function StopButton({ process: { id, state } }: { readonly process: WorkerProcess }) {
  const { isBusy, whileBusy } = useBusy();
  return (
    <button
      type="button"
      class="button button-danger"
      disabled={isBusy || state === 'stopping'}
      onClick={() => whileBusy(() => runJob({ operation: 'worker_stop', process: id }))}
    >
      <Icon name="stop" />
      Stop
    </button>
  );
}

function factsOf(process: WorkerProcess, now: number): readonly Fact[] {
  const { url, modelId, worker, pid, startedAt, endedAt, args, restart, restarts } = process;
  return [
    [
      'Address',
      <span key="url" class="command">
        {url}
        <CopyButton text={url} what="the address" />
      </span>,
    ],
    ['Model', modelId],
    ['Worker', worker],
    ['Process id', pid?.toString()],
    ['Started', <Ago time={startedAt} now={now} />],
    ['Ended', endedAt && <Ago time={endedAt} now={now} />],
    ['Arguments', args.map(harmlessText).join(' ')],
    ['Restart', restart === 'never' ? 'never' : `when it fails (${restarts} so far)`],
  ];
}

function Trouble({ process }: { readonly process: WorkerProcess }) {
  const { state, lastLines = [] } = process;
  const explanation = explainState(process);
  if (explanation === undefined || state === 'healthy') return null;
  const isBad = state === 'crashed' || state === 'unhealthy' || state === 'lost';
  return (
    <Note tone={isBad ? 'warn' : 'info'}>
      <p>{explanation}</p>
      {lastLines.length > 0 && (
        <pre class="code last-lines">
          <code>{lastLines.map(harmlessText).join('\n')}</code>
        </pre>
      )}
    </Note>
  );
}
