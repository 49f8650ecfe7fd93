import type { PlanAnswer, WorkerRow } from 'rbee-hive-daemon/api';
import {
  badVariable,
  type InstallOptions,
  type NetworkChoice,
  networkChoice,
} from '../../model/plan/install-options.js';
import { networkPhases, networkText } from '../../model/plan/plan-text.js';

interface ChoicesProps {
  readonly row: WorkerRow;
  readonly plan: PlanAnswer;
  readonly options: InstallOptions;
  readonly onChange: (options: InstallOptions) => void;
}

/** The options of an installation that mean something for this worker on this machine. */
export function InstallChoices(props: ChoicesProps) {
  const { plan } = props;
  return (
    <>
      <Switches {...props} />
      <div class="field-row">
        <NetworkField {...props} />
        <SandboxField {...props} />
        <BackendField {...props} />
        <ProgramField {...props} />
      </div>
      {plan.action !== 'binary' && <VariablesField {...props} />}
    </>
  );
}

type SwitchName = 'force' | 'allowCpuFallback' | 'ignoreMissing' | 'native';

function Switches({ row, plan, options, onChange }: ChoicesProps) {
  const { choice, variants = [] } = plan.variants ?? {};
  const switches: readonly (readonly [SwitchName, string, string | undefined])[] = [
    ['force', 'Rebuild', row.installed && 'Builds again what is already installed.'],
    [
      'allowCpuFallback',
      'Allow the CPU',
      choice?.type === 'refused' || (options.allowCpuFallback && variants.length > 0)
        ? 'Uses the CPU on a machine whose GPU no variant supports.'
        : undefined,
    ],
    [
      'ignoreMissing',
      'Ignore missing dependencies',
      (plan.needs?.missing.length ?? 0) > 0
        ? 'Builds although dependencies of the recipe are missing.'
        : undefined,
    ],
    ['native', "For this machine's processor", plan.recipe?.nativeNote],
  ];
  return (
    <div class="switches">
      {switches.map(
        ([name, label, text]) =>
          text !== undefined && (
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
          ),
      )}
    </div>
  );
}

function NetworkField({ plan, options, onChange }: ChoicesProps) {
  const network = plan.recipe?.network;
  const phases = networkPhases(network);
  const choices: readonly (readonly [NetworkChoice, string])[] = [
    ...(phases.length > 0 ? [['planned', networkText(network)] as const] : []),
    ['none', 'None'],
    ['all', 'Every public host'],
  ];
  return (
    <label class="field">
      <span>Network while building</span>
      <select
        value={networkChoice(options, phases)}
        onChange={(event) => onChange({ ...options, network: event.currentTarget.value as NetworkChoice })}
      >
        {choices.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

const SANDBOXES: readonly (readonly [InstallOptions['sandbox'], string])[] = [
  ['prefer', 'When available'],
  ['require', 'Required'],
  ['off', 'Never'],
];

function SandboxField({ options, onChange }: ChoicesProps) {
  return (
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
  );
}

function BackendField({ plan, options, onChange }: ChoicesProps) {
  const backends = [...new Set(plan.variants?.variants.map(({ backend }) => backend))];
  if (backends.length < 2) return null;
  return (
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
  );
}

/** Which program the worker is, where the package has several or what it has is only known after the build. */
function ProgramField({ plan, options, onChange }: ChoicesProps) {
  const { candidates = [], chosen } = plan.recipe?.program ?? {};
  if (chosen !== undefined && candidates.length < 2) return null;
  if (candidates.length < 2)
    return (
      <label class="field">
        <span>Program</span>
        <input
          value={options.program}
          placeholder="chosen after the build"
          onInput={(event) => onChange({ ...options, program: event.currentTarget.value })}
        />
      </label>
    );
  return (
    <label class="field">
      <span>Program</span>
      <select
        value={options.program}
        onChange={(event) => onChange({ ...options, program: event.currentTarget.value })}
      >
        <option value="">{chosen ?? 'Chosen after the build'}</option>
        {candidates
          .filter((candidate) => candidate !== chosen)
          .map((candidate) => (
            <option key={candidate} value={candidate}>
              {candidate}
            </option>
          ))}
      </select>
    </label>
  );
}

function VariablesField({ options, onChange }: ChoicesProps) {
  return (
    <label class="field">
      <span>Variables of the recipe, NAME=VALUE, one per line</span>
      <textarea
        rows={2}
        value={options.env}
        aria-invalid={badVariable(options.env) !== undefined}
        onInput={(event) => onChange({ ...options, env: event.currentTarget.value })}
      />
    </label>
  );
}
