import type { PlanAnswer, WorkerRow } from 'rbee-hive-daemon/api';
import { type InstallOptions, installOperation, upgradeOperation } from '../../model/plan/install-options.js';
import { installButton, whyNot } from '../../model/plan/install-text.js';
import { networkPhases } from '../../model/plan/plan-text.js';
import { ErrorNote } from '../../parts/notes.js';
import { startAndShow } from '../../state/run-job.js';
import { useBusy } from '../../state/use-busy.js';
import { InstallChoices } from './install-choices.js';

interface InstallFormProps {
  readonly row: WorkerRow;
  readonly plan: PlanAnswer | undefined;
  readonly options: InstallOptions;
  readonly onChange: (options: InstallOptions) => void;
}

/** The options of an installation, and the button that begins it. */
export function InstallForm({ row, plan, options, onChange }: InstallFormProps) {
  const { isBusy, problem, whileBusy } = useBusy();
  const isUpdate = row.state === 'update-available';
  const reason = plan && whyNot(row, plan, options);
  return (
    <form
      class="install-form"
      onSubmit={(event) => {
        event.preventDefault();
        const operationOf = isUpdate ? upgradeOperation : installOperation;
        const phases = networkPhases(plan?.recipe?.network);
        return whileBusy(() => startAndShow(operationOf(row.id, options, phases)));
      }}
    >
      {plan && (
        <details class="options">
          <summary>Options</summary>
          <InstallChoices row={row} plan={plan} options={options} onChange={onChange} />
        </details>
      )}
      {problem && <ErrorNote error={problem} />}
      <div class="form-foot">
        <button
          type="submit"
          class="button button-primary"
          disabled={isBusy || plan === undefined || reason !== undefined}
        >
          {installButton(row, plan, options)}
        </button>
        <p class="muted small">{reason}</p>
      </div>
    </form>
  );
}
