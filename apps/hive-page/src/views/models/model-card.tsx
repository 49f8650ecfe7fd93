import { useState } from 'preact/hooks';
import type { ModelEntry, ModelFit, WorkerRow } from 'rbee-hive-daemon/api';
import { fitsPath } from '../../api/paths.js';
import { formatBytes } from '../../model/format.js';
import { workersFor } from '../../model/start/launching.js';
import { modelFacts } from '../../model/start/model-text.js';
import { ConfirmDialog } from '../../parts/dialog.js';
import { Icon } from '../../parts/icon.js';
import { StartDialog } from '../../parts/start/start-dialog.js';
import { workerLink } from '../../router.js';
import { performAndSay } from '../../state/run-job.js';
import { useResource } from '../../state/use-resource.js';
import { FitNote } from './fit-note.js';

interface ModelCardProps {
  readonly model: ModelEntry;
  readonly rows: readonly WorkerRow[];
}

/** A model on this machine: what it is, whether it fits, and what can serve it. */
export function ModelCard({ model, rows }: ModelCardProps) {
  const fit = useResource<ModelFit>(model.format === 'gguf' ? fitsPath(model.id) : undefined);
  const able = workersFor(model, rows);
  return (
    <article class="card">
      <h3 class="breakable">{model.name}</h3>
      <p class="worker-id">
        <code>{model.id}</code>
      </p>
      <ul class="facts">
        {modelFacts(model).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {fit.data && <FitNote fit={fit.data} />}
      {fit.error && <p class="reason breakable">{fit.error.message}</p>}
      <Servers able={able} />
      <CardActions model={model} able={able} />
    </article>
  );
}

function Servers({ able }: { readonly able: readonly WorkerRow[] }) {
  if (able.length === 0)
    return <p class="muted small">No worker of the registry says that it loads models of this form.</p>;
  const installed = able.filter((row) => row.installed);
  const shown = installed.length > 0 ? installed : able.slice(0, 3);
  return (
    <p class="muted small">
      {installed.length > 0 ? 'Served by ' : 'Could be served by '}
      {shown.map(({ id, name }, place) => (
        <span key={id}>
          {place > 0 && ', '}
          <a href={workerLink(id)}>{name}</a>
        </span>
      ))}
      {installed.length === 0 && ', once it is installed'}.
    </p>
  );
}

function CardActions({ model, able }: { readonly model: ModelEntry; readonly able: readonly WorkerRow[] }) {
  const [open, setOpen] = useState<'start' | 'remove'>();
  const installed = able.filter((row) => row.installed);
  const close = () => setOpen(undefined);
  return (
    <div class="card-foot">
      <button
        type="button"
        class="button button-small button-quiet-danger"
        aria-label={`Remove ${model.name}`}
        onClick={() => setOpen('remove')}
      >
        Remove
      </button>
      <button
        type="button"
        class="button button-primary button-small"
        aria-label={`Start ${model.name}`}
        disabled={installed.length === 0}
        onClick={() => setOpen('start')}
      >
        <Icon name="play" />
        Start
      </button>
      {open === 'start' && <StartDialog workers={installed} model={model.id} onClose={close} />}
      {open === 'remove' && (
        <ConfirmDialog
          title="Remove this model?"
          action="Remove"
          onClose={close}
          onConfirm={() => performAndSay({ operation: 'model_remove', model: model.id })}
        >
          <p>
            <code class="breakable">{model.id}</code>{' '}
            {model.storage === 'reference'
              ? 'is no longer listed; its files belong to another program and stay.'
              : `is removed, which frees ${formatBytes(model.size)}.`}
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}
