import type { DoctorReport, Finding, HardwareAnswer, HiveInfo } from 'rbee-hive-daemon/api';
import { plural } from '../model/format.js';
import { accelerators, machineFacts } from '../model/machine-facts.js';
import { Icon } from '../parts/icon.js';
import { ErrorNote, Skeleton } from '../parts/notes.js';
import { PageHead } from '../parts/page-head.js';
import { useResource } from '../state/use-resource.js';

/** What the machine is, and whether it is fit for installing and running workers. */
export function MachineView() {
  return (
    <>
      <PageHead title="Machine" />
      <Doctor />
      <Hardware />
      <Hive />
    </>
  );
}

function Doctor() {
  const { data, error, isLoading, refresh } = useResource<DoctorReport>('/v1/doctor');
  const findings = [...(data?.findings ?? [])].sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict]);
  return (
    <section class="panel" aria-labelledby="doctor-title">
      <div class="panel-head">
        <h2 id="doctor-title">Checks</h2>
        <button type="button" class="button button-small" onClick={refresh}>
          <Icon name="retry" />
          Check again
        </button>
      </div>
      {error && <ErrorNote error={error} onRetry={refresh} />}
      {isLoading && <Skeleton rows={4} />}
      {data && <p class="muted">{summary(findings)}</p>}
      <ul class="rows">
        {findings.map((finding) => (
          <li key={finding.check + finding.message} class="finding">
            <span class={TONES[finding.verdict]}>
              <Icon name={finding.verdict === 'ok' ? 'check' : 'warning'} />
            </span>
            <div>
              <p>
                <strong class="finding-name">{finding.check}</strong>
                <span class="visually-hidden">, {finding.verdict}</span>
              </p>
              <p class="breakable">{finding.message}</p>
              {finding.hint !== undefined && <p class="muted breakable">{finding.hint}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

const ORDER: Readonly<Record<Finding['verdict'], number>> = { problem: 0, warning: 1, ok: 2 };
const TONES: Readonly<Record<Finding['verdict'], string>> = {
  problem: 'tone-bad',
  warning: 'tone-warn',
  ok: 'tone-good',
};

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Finding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict).length;
  if (count('problem') + count('warning') === 0) return 'Everything is in order.';
  return `${plural(count('problem'), 'problem')}, ${plural(count('warning'), 'warning')}.`;
}

function Hardware() {
  const { data, error, isLoading, refresh } = useResource<HardwareAnswer>('/v1/hardware');
  return (
    <section class="panel" aria-labelledby="hardware-title">
      <h2 id="hardware-title">Hardware</h2>
      {error && <ErrorNote error={error} onRetry={refresh} />}
      {isLoading && <Skeleton rows={4} />}
      {data && (
        <>
          <Accelerators hardware={data} />
          <dl class="machine-facts">
            {machineFacts(data).map(({ name, value, source }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd class="breakable">
                  {value} <span class="muted small">{source}</span>
                </dd>
              </div>
            ))}
          </dl>
          <Features hardware={data} />
        </>
      )}
    </section>
  );
}

function Accelerators({ hardware }: { readonly hardware: HardwareAnswer }) {
  const found = accelerators(hardware);
  if (found.length === 0) return <p class="muted">No accelerator was found; workers for the CPU run here.</p>;
  return (
    <ul class="accelerators">
      {found.map(({ name, api, facts, isUsable }) => (
        <li key={api + name} class="accelerator">
          <p>
            <span class="tag">{api}</span> <strong>{name}</strong>
          </p>
          <p class="muted small">{[...facts, isUsable ? 'usable' : 'not usable'].join(', ')}</p>
        </li>
      ))}
    </ul>
  );
}

function Features({ hardware: { cpuFeatures, failures } }: { readonly hardware: HardwareAnswer }) {
  return (
    <>
      {cpuFeatures && (
        <details>
          <summary>
            Processor features <span class="muted">{cpuFeatures.value.length}</span>
          </summary>
          <p class="small muted breakable">{cpuFeatures.value.join(' ')}</p>
        </details>
      )}
      {failures.length > 0 && (
        <details>
          <summary>
            What gave no answer <span class="muted">{failures.length}</span>
          </summary>
          <ul class="rows">
            {failures.map(({ probe, source, reason }) => (
              <li key={probe + source} class="small breakable">
                <code>{source}</code> <span class="muted">{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Hive() {
  const { data, error } = useResource<HiveInfo>('/v1/hive');
  if (error) return <ErrorNote error={error} />;
  if (!data) return null;
  const facts: readonly (readonly [string, string])[] = [
    ['Version', data.version],
    ['Registry', data.registry],
    ['Workers are in', data.root],
    ['Logs and history are in', data.stateDir],
    ['Queen', data.queenUrl],
    ['When the hive ends', data.keepProcesses ? 'workers go on' : 'workers end too'],
  ];
  return (
    <section class="panel" aria-labelledby="hive-title">
      <h2 id="hive-title">This hive</h2>
      <dl class="machine-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="breakable">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
