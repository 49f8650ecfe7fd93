import { useState } from 'preact/hooks';
import type { ModelList, WorkerRow } from 'rbee-hive-daemon/api';
import { needsModel, serves } from '../../model/start/launching.js';
import {
  EMPTY_FORM,
  type FormProblem,
  problemOf,
  type StartForm,
  spawnFromForm,
  startable,
} from '../../model/start/start-form.js';
import { processLink } from '../../router.js';
import { goTo } from '../../state/route.js';
import { performJob } from '../../state/run-job.js';
import { useBusy } from '../../state/use-busy.js';
import { useResource } from '../../state/use-resource.js';
import { Dialog } from '../dialog.js';
import { ErrorNote } from '../notes.js';
import { Advanced } from './advanced.js';
import { ChangedMachine } from './changed-machine.js';
import { ChooseModel } from './choose-model.js';
import { Sliders } from './sliders.js';

interface StartDialogProps {
  /** Those to choose from; the first is chosen at first. */
  readonly workers: readonly WorkerRow[];
  /** Id of the model to begin with. */
  readonly model?: string;
  readonly onClose: () => void;
}

/** Asks how a worker is to be started, starts it, and shows it when it is healthy. It stays open until then. */
export function StartDialog({ workers, model = '', onClose }: StartDialogProps) {
  const choices = workers.flatMap(startable);
  const [form, setForm] = useState<StartForm>({ ...EMPTY_FORM, worker: choices[0]?.id ?? '', model });
  const [wrong, setWrong] = useState<FormProblem>();
  const { isBusy, problem, whileBusy } = useBusy();
  const list = useResource<ModelList>('/v1/model-catalog');
  const chosen = choices.find(({ id }) => id === form.worker);
  const models = (list.data?.models ?? []).filter((one) => serves(chosen?.launch, one));
  const entry = models.find(({ id }) => id === form.model);

  function submit(event: Event): void {
    event.preventDefault();
    const found = problemOf(form, { isModelNeeded: needsModel(chosen?.launch) });
    setWrong(found);
    if (found === undefined) void whileBusy(start);
  }

  async function start(): Promise<void> {
    const job = await performJob(spawnFromForm(form, entry));
    onClose();
    if (job.result && 'process' in job.result) goTo(processLink(job.result.process.id));
  }

  const fields = { form, problem: wrong, onChange: setForm };
  return (
    <Dialog title={`Start ${chosen?.name ?? ''}`} onClose={onClose}>
      <form class="form" noValidate onSubmit={submit}>
        {choices.length > 1 && <ChooseWorker choices={choices} form={form} onChange={setForm} />}
        <ChangedMachine workers={workers} chosen={form.worker} />
        <ChooseModel {...fields} launch={chosen?.launch} models={models} />
        {entry && <Sliders {...fields} launch={chosen?.launch} model={entry} />}
        <Advanced {...fields} />
        {problem && <ErrorNote error={problem} title="It did not start." />}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {isBusy ? 'Close' : 'Cancel'}
          </button>
          <button type="submit" class="button button-primary" disabled={isBusy}>
            {isBusy ? 'Starting …' : 'Start'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface ChooseWorkerProps {
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  readonly form: StartForm;
  readonly onChange: (form: StartForm) => void;
}

function ChooseWorker({ choices, form, onChange }: ChooseWorkerProps) {
  return (
    <label class="field">
      <span>Worker</span>
      <select
        value={form.worker}
        onChange={(event) => onChange({ ...form, worker: event.currentTarget.value })}
      >
        {choices.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
