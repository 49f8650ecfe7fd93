import type { PlanAnswer, WorkerRow } from 'rbee-hive-daemon/api';
import { type InstallOptions, installOperation, upgradeOperation } from '../../model/install-options.js';
import { startAndShow } from '../../state/run-job.js';
import { useBusy } from '../../state/use-busy.js';

interface InstallFormProps {
  readonly row: WorkerRow;
  readonly plan: PlanAnswer | undefined;
  readonly options: InstallOptions;
  readonly onChange: (options: InstallOptions) => void;
}

/** The options of an installation, and the button that begins it. */
export function InstallForm({ row, plan, options, onChange }: InstallFormProps) {
  const { isBusy, whileBusy } = useBusy();
  const isUpdate = row.state === 'update-available';
  return (
    <form
      class="install-form"
      onSubmit={(event) => {
        event.preventDefault();
        const operationOf = isUpdate ? upgradeOperation : installOperation;
        return whileBusy(() => startAndShow(operationOf(row.id, options)));
      }}
    >
      <details class="options">
        <summary>Options</summary>
        <Switches options={options} onChange={onChange} />
        <Choices plan={plan} options={options} onChange={onChange} />
      </details>
      <div class="form-foot">
        <button
          type="submit"
          class="button button-primary"
          disabled={isBusy || !mayBegin(row, plan, options)}
        >
          {isUpdate ? 'Upgrade' : options.force ? 'Rebuild' : 'Install'}
        </button>
        <p class="muted small">{whyNot(row, plan, options)}</p>
      </div>
    </form>
  );
}

type OptionProps = Pick<InstallFormProps, 'options' | 'onChange'>;

function Switches({ options, onChange }: OptionProps) {
  const switches: readonly (readonly ['force' | 'network' | 'allowCpuFallback', string, string])[] = [
    [
      'network',
      'Network while building',
      'Lets the functions of the recipe use the network, as cargo needs.',
    ],
    ['force', 'Rebuild', 'Builds again what is already installed.'],
    ['allowCpuFallback', 'Allow the CPU', 'Uses the CPU on a machine whose GPU no variant supports.'],
  ];
  return (
    <div class="switches">
      {switches.map(([name, label, text]) => (
        <label key={name} class="check">
          <input
            type="checkbox"
            checked={options[name]}
            onChange={(event) => onChange({ ...options, [name]: event.currentTarget.checked })}
          />
          <span>
            {label}
            <span class="check-text">{text}</span>
          </span>
        </label>
      ))}
    </div>
  );
}

const SANDBOXES: readonly (readonly [InstallOptions['sandbox'], string])[] = [
  ['prefer', 'When available'],
  ['require', 'Required'],
  ['off', 'Never'],
];

function Choices({ plan, options, onChange }: OptionProps & Pick<InstallFormProps, 'plan'>) {
  const backends = [...new Set(plan?.variants?.variants.map(({ backend }) => backend))];
  return (
    <div class="field-row">
      <label class="field">
        <span>Sandbox</span>
        <select
          value={options.sandbox}
          onChange={(event) =>
            onChange({ ...options, sandbox: event.currentTarget.value as InstallOptions['sandbox'] })
          }
        >
          {SANDBOXES.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {backends.length > 1 && (
        <label class="field">
          <span>Backend</span>
          <select
            value={options.backend}
            onChange={(event) => onChange({ ...options, backend: event.currentTarget.value })}
          >
            <option value="">Best for this machine</option>
            {backends.map((backend) => (
              <option key={backend} value={backend}>
                {backend}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

function mayBegin(row: WorkerRow, plan: PlanAnswer | undefined, options: InstallOptions): boolean {
  return plan !== undefined && whyNot(row, plan, options) === undefined;
}

function whyNot(
  { state }: WorkerRow,
  plan: PlanAnswer | undefined,
  { force }: InstallOptions,
): string | undefined {
  if (plan === undefined) return undefined;
  if (plan.obstacles.length > 0) return 'It cannot be installed: see the obstacles above.';
  if (plan.action === 'none' && !force && state !== 'update-available')
    return 'This recipe is installed. To build it again, check “Rebuild”.';
  return undefined;
}
