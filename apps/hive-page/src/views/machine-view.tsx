import type { DoctorReport, Finding, FleetStatus, HardwareAnswer, HiveInfo } from 'rbee-hive-daemon/api';
import { connectionText } from '../model/fleet-text.js';
import { plural } from '../model/format.js';
import { accelerators, machineFacts } from '../model/machine-facts.js';
import { type Fact, Facts } from '../parts/facts.js';
import { Icon } from '../parts/icon.js';
import { LoadState } from '../parts/load-state.js';
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
      <Fleet />
    </>
  );
}

/** Where this machine is in one. */
function Fleet() {
  const { data } = useResource<FleetStatus>('/v1/fleet', { isRetried: false });
  if (data?.isMember !== true) return null;
  return (
    <section class="panel" aria-labelledby="fleet-title">
      <h2 id="fleet-title">Fleet</h2>
      <p>{connectionText(data)}</p>
      <p>
        <a class="button" href="#/fleet">
          Show what is wanted of it
        </a>
      </p>
    </section>
  );
}

function Doctor() {
  const report = useResource<DoctorReport>('/v1/doctor');
  const { data, refresh } = report;
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
      <LoadState of={report} rows={4} />
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
  const counts = (['problem', 'warning'] as const)
    .map((verdict) => [findings.filter((finding) => finding.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0);
  if (counts.length === 0) return 'No problems found.';
  return `${counts.map(([count, verdict]) => plural(count, verdict)).join(', ')}.`;
}

function Hardware() {
  const hardware = useResource<HardwareAnswer>('/v1/hardware');
  const { data } = hardware;
  return (
    <section class="panel" aria-labelledby="hardware-title">
      <h2 id="hardware-title">Hardware</h2>
      <LoadState of={hardware} rows={4} />
      {data && (
        <>
          <Accelerators hardware={data} />
          <Facts
            facts={machineFacts(data).map(({ name, value, source }) => [
              name,
              <>
                {value} <span class="muted small">{source}</span>
              </>,
            ])}
          />
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
            Not available <span class="muted">{failures.length}</span>
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
  const hive = useResource<HiveInfo>('/v1/hive');
  return (
    <section class="panel" aria-labelledby="hive-title">
      <h2 id="hive-title">This hive</h2>
      <LoadState of={hive} rows={3} />
      {hive.data && <Facts facts={hiveFacts(hive.data)} />}
    </section>
  );
}

function hiveFacts(data: HiveInfo): readonly Fact[] {
  return [
    ['Version', data.version],
    ['Registry', data.registry],
    ['Workers are in', data.root],
    ['Logs and history are in', data.stateDir],
    ['Queen', data.queenUrl],
    ['When the hive ends', data.keepProcesses ? 'workers go on' : 'workers end too'],
  ];
}
