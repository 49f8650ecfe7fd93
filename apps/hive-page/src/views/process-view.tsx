import { useState } from 'preact/hooks';
import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { harmlessText } from '../model/control-text.js';
import { formatAgo } from '../model/format.js';
import { explainState, isOver } from '../model/process-text.js';
import { ProcessBadge } from '../parts/badge.js';
import { Chat } from '../parts/chat.js';
import { Icon } from '../parts/icon.js';
import { LogView } from '../parts/log-view.js';
import { ErrorNote, Note, Skeleton } from '../parts/notes.js';
import { PageHead } from '../parts/page-head.js';
import { runJob } from '../state/run-job.js';
import { useNow } from '../state/use-now.js';
import { useProcessLog } from '../state/use-process-log.js';
import { useResource } from '../state/use-resource.js';

/** A worker that runs or ran: its state, what it prints, and talking with it. */
export function ProcessView({ id }: { readonly id: string }) {
  const { data, error, isLoading, refresh } = useResource<WorkerProcess>(
    `/v1/processes/${encodeURIComponent(id)}`,
    { every: 1_500 },
  );
  const { log, connection } = useProcessLog(id);
  return (
    <div class="process-view">
      <PageHead
        title={data?.worker ?? 'Process'}
        back={{ link: '#/processes', text: 'Processes' }}
        badge={data && <ProcessBadge state={data.state} />}
        actions={data && !isOver(data) && <StopButton process={data} />}
      />
      {error && <ErrorNote error={error} onRetry={refresh} />}
      {isLoading && <Skeleton rows={3} />}
      {data && (
        <>
          <Facts process={data} />
          <Trouble process={data} />
          <div class="process-columns">
            <LogView
              log={log}
              lines={log.length}
              label={`Output of ${data.worker}`}
              startedAt={data.startedAt}
              connection={connection}
              whenEmpty="It has printed nothing so far."
            />
            <Chat process={data} />
          </div>
        </>
      )}
    </div>
  );
}

function StopButton({ process: { id, state } }: { readonly process: WorkerProcess }) {
  const [isBusy, setBusy] = useState(false);
  return (
    <button
      type="button"
      class="button button-danger"
      disabled={isBusy || state === 'stopping'}
      onClick={async () => {
        setBusy(true);
        await runJob({ operation: 'worker_stop', process: id });
        setBusy(false);
      }}
    >
      <Icon name="stop" />
      Stop
    </button>
  );
}

function Facts({ process }: { readonly process: WorkerProcess }) {
  const now = useNow(5_000);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Address', process.url],
    ['Process id', process.pid?.toString()],
    ['Started', formatAgo(process.startedAt, now)],
    ['Ended', process.endedAt && formatAgo(process.endedAt, now)],
    ['Arguments', process.args.map(harmlessText).join(' ')],
    ['Restart', process.restart === 'never' ? 'never' : `when it fails (${process.restarts} so far)`],
  ];
  return (
    <dl class="fact-grid">
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="breakable">{value}</dd>
          </div>
        ))}
    </dl>
  );
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
