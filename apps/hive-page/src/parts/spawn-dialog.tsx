import { useState } from 'preact/hooks';
import { type FormProblem, type SpawnForm, spawnFromForm } from '../model/operation-text.js';
import { processLink } from '../router.js';
import { goTo } from '../state/route.js';
import { runJob } from '../state/run-job.js';
import { Dialog } from './dialog.js';

interface SpawnDialogProps {
  /** The worker, with or without its version. */
  readonly worker: string;
  readonly onClose: () => void;
}

/** Asks how a worker shall be started, starts it, and shows it when it is healthy. */
export function SpawnDialog({ worker, onClose }: SpawnDialogProps) {
  const [form, setForm] = useState<SpawnForm>({ worker, port: '', queenUrl: '', args: '', restart: false });
  const [problem, setProblem] = useState<FormProblem>();
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const operation = spawnFromForm(form);
    if ('message' in operation) {
      setProblem(operation);
      return;
    }
    onClose();
    const job = await runJob(operation);
    if (job?.result && 'process' in job.result) goTo(processLink(job.result.process.id));
  }
  return (
    <Dialog title={`Start ${worker}`} onClose={onClose}>
      <form class="form" noValidate onSubmit={submit}>
        <Fields form={form} problem={problem} onChange={setForm} />
        <label class="check">
          <input
            type="checkbox"
            checked={form.restart}
            onChange={(event) => setForm({ ...form, restart: event.currentTarget.checked })}
          />
          <span>
            Start again when it fails
            <span class="check-text">After a growing pause, a limited number of times.</span>
          </span>
        </label>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary">
            Start
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  readonly form: SpawnForm;
  readonly problem: FormProblem | undefined;
  readonly onChange: (form: SpawnForm) => void;
}

const FIELDS = [
  { name: 'port', label: 'Port', placeholder: 'a free one' },
  { name: 'queenUrl', label: "Queen's URL", placeholder: "the hive's" },
] as const;

function Fields({ form, problem, onChange }: FieldsProps) {
  const describe = (name: string) =>
    problem?.field === name ? { 'aria-invalid': true, 'aria-describedby': `${name}-problem` } : {};
  return (
    <>
      {FIELDS.map(({ name, label, placeholder }) => (
        <label key={name} class="field">
          <span>{label}</span>
          <input
            type="text"
            inputMode={name === 'port' ? 'numeric' : 'url'}
            placeholder={placeholder}
            value={form[name]}
            {...describe(name)}
            onInput={(event) => onChange({ ...form, [name]: event.currentTarget.value })}
          />
          <Problem problem={problem} name={name} />
        </label>
      ))}
      <label class="field">
        <span>Further arguments, one per line</span>
        <textarea
          rows={3}
          value={form.args}
          {...describe('args')}
          onInput={(event) => onChange({ ...form, args: event.currentTarget.value })}
        />
        <Problem problem={problem} name="args" />
      </label>
    </>
  );
}

function Problem({ problem, name }: { readonly problem: FormProblem | undefined; readonly name: string }) {
  if (problem?.field !== name) return null;
  return (
    <span class="field-problem" id={`${name}-problem`} role="alert">
      {problem.message}
    </span>
  );
}
