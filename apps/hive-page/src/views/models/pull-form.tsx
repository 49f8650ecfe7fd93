import { useState } from 'preact/hooks';
import type { ModelEntry, ModelFit, ModelPlanAnswer } from 'rbee-hive-daemon/api';
import { fitsPath } from '../../api/paths.js';
import { formatBytes } from '../../model/format.js';
import { withChoice } from '../../model/start/model-text.js';
import { Facts } from '../../parts/facts.js';
import { LoadState } from '../../parts/load-state.js';
import { ErrorNote } from '../../parts/notes.js';
import { startAndShow } from '../../state/run-job.js';
import { useBusy } from '../../state/use-busy.js';
import { useResource } from '../../state/use-resource.js';
import { FitNote } from './fit-note.js';

interface PullFormProps {
  readonly reference: string;
  readonly here: readonly ModelEntry[];
}

/** What a pull would bring, whether it fits, and the button that begins it. */
export function PullForm({ reference, here }: PullFormProps) {
  const [choice, setChoice] = useState('');
  const wanted = withChoice(reference, choice);
  const plan = useResource<ModelPlanAnswer>(
    `/v1/model-catalog/plan?${new URLSearchParams({ model: wanted })}`,
  );
  const fit = useResource<ModelFit>(plan.data?.format === 'gguf' ? fitsPath(wanted) : undefined);
  const isHere = here.some(({ id }) => id === plan.data?.id);
  return (
    <div class="pull-form">
      <LoadState of={plan} rows={2} />
      {plan.data && (
        <>
          <Choices plan={plan.data} choice={choice} onChoose={setChoice} />
          <Facts facts={factsOf(plan.data)} />
          {fit.data && <FitNote fit={fit.data} />}
          {fit.error && <p class="muted small">Whether it fits is not known: {fit.error.message}</p>}
          <PullButton plan={plan.data} reference={wanted} isHere={isHere} />
        </>
      )}
    </div>
  );
}

function factsOf({ id, bytes, files, license, disk }: ModelPlanAnswer) {
  const size = bytes === undefined ? 'not known before the download' : formatBytes(bytes);
  return [
    ['Id', <code key="id">{id}</code>],
    ['Size', files.length > 1 ? `${size} in ${files.length} files` : size],
    ['Licence', license ?? 'not named'],
    ['Disk', `${formatBytes(disk.neededBytes)} to fetch, ${formatBytes(disk.freeBytes)} free`],
  ] as const;
}

interface ChoicesProps {
  readonly plan: ModelPlanAnswer;
  readonly choice: string;
  readonly onChoose: (label: string) => void;
}

function Choices({ plan: { choices }, choice, onChoose }: ChoicesProps) {
  if (choices.length < 2) return null;
  return (
    <label class="field">
      <span>Quantization</span>
      <select value={choice} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">Recommended</option>
        {choices.map(({ label, bytes }) => (
          <option key={label} value={label}>
            {bytes === undefined ? label : `${label}, ${formatBytes(bytes)}`}
          </option>
        ))}
      </select>
    </label>
  );
}

interface PullButtonProps {
  readonly plan: ModelPlanAnswer;
  readonly reference: string;
  readonly isHere: boolean;
}

function PullButton({ plan: { disk, gated }, reference, isHere }: PullButtonProps) {
  const { isBusy, problem, whileBusy } = useBusy();
  return (
    <>
      {problem && <ErrorNote error={problem} />}
      <div class="form-foot">
        <button
          type="button"
          class="button button-primary"
          disabled={isBusy || isHere || !disk.isEnough}
          onClick={() => whileBusy(() => startAndShow({ operation: 'model_pull', model: reference }))}
        >
          Pull
        </button>
        <p class="muted small">
          {isHere && 'It is on this machine.'}
          {!isHere && !disk.isEnough && 'The disk has not enough room for it.'}
          {gated === true && ' Its publisher asks to accept terms on the hub first.'}
        </p>
      </div>
    </>
  );
}
