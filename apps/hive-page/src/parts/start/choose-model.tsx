import type { ModelEntry } from 'rbee-hive-daemon/api';
import { formatBytes } from '../../model/format.js';
import { type Launch, needsModel } from '../../model/start/launching.js';
import { Note } from '../notes.js';
import { type FieldsProps, invalid, Problem } from './fields.js';

interface ChooseModelProps extends FieldsProps {
  readonly launch: Launch | undefined;
  /** Those on this machine that the worker loads. */
  readonly models: readonly ModelEntry[];
}

/** Which model a worker loads; nothing for one that takes none. */
export function ChooseModel({ launch, models, form, problem, onChange }: ChooseModelProps) {
  if ((launch?.formats ?? []).length === 0) return null;
  if (models.length === 0) {
    return (
      <Note tone="info">
        <p>
          It loads {launch?.formats.join(' and ')} models, and none is on this machine.{' '}
          <a href="#/models">Find one</a>
        </p>
        <Problem problem={problem} name="model" />
      </Note>
    );
  }
  return (
    <label class="field">
      <span>Model</span>
      <select
        value={form.model}
        {...invalid(problem, 'model')}
        onChange={(event) =>
          onChange({ ...form, model: event.currentTarget.value, context: undefined, gpuLayers: undefined })
        }
      >
        <option value="">{needsModel(launch) ? 'Choose a model' : "The worker's own"}</option>
        {models.map(({ id, name, size, gguf }) => (
          <option key={id} value={id}>
            {[name, gguf?.quantization, formatBytes(size)].filter(Boolean).join(', ')}
          </option>
        ))}
      </select>
      <Problem problem={problem} name="model" />
    </label>
  );
}
