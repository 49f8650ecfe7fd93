import type { FleetLineStatus, FleetModel, FleetPeer, FleetStatus } from 'rbee-hive-daemon/api';
import { connectionText, lineText } from '../model/fleet-text.js';
import { plural } from '../model/format.js';
import { FleetLineBadge } from '../parts/badge.js';
import { LoadState } from '../parts/load-state.js';
import { Empty } from '../parts/notes.js';
import { PageHead } from '../parts/page-head.js';
import { processLink } from '../router.js';
import { useResource } from '../state/use-resource.js';

/** What this hive is to its fleet: what is wanted of it and how far it is, and what other hives serve. */
export function FleetView() {
  const fleet = useResource<FleetStatus>('/v1/fleet', { every: 3_000 });
  const { data } = fleet;
  return (
    <>
      <PageHead
        title="Fleet"
        back={{ link: '#/machine', text: 'Machine' }}
        intro={data?.isMember ? connectionText(data) : undefined}
      />
      <LoadState of={fleet} rows={3} />
      {data?.isMember === false && (
        <Empty icon="machine" title="This machine is in no fleet.">
          <p>rbee-hive fleet join lets it be a hive of one.</p>
        </Empty>
      )}
      {data?.isMember && <Lines lines={data.lines} />}
      {data?.isMember && <Others peers={data.peers} models={data.models} />}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly FleetLineStatus[] }) {
  return (
    <section class="panel" aria-labelledby="fleet-lines">
      <h2 id="fleet-lines">Wanted here</h2>
      {lines.length === 0 && <p class="muted">Nothing is wanted of this machine.</p>}
      <ul class="rows">
        {lines.map((line) => (
          <li key={line.name} class="finding">
            <FleetLineBadge state={line.state} />
            <div>
              <p>
                {line.process === undefined ? (
                  <strong>{line.name}</strong>
                ) : (
                  <a href={processLink(line.process)}>{line.name}</a>
                )}
              </p>
              <p class="muted breakable">{lineText(line)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface OthersProps {
  readonly peers: readonly FleetPeer[];
  readonly models: readonly FleetModel[];
}

function Others({ peers, models }: OthersProps) {
  return (
    <section class="panel" aria-labelledby="fleet-others">
      <h2 id="fleet-others">Other hives</h2>
      {peers.length === 0 && (
        <p class="muted">
          None is listened to: that begins with the first request for a model of another hive.
        </p>
      )}
      <ul class="rows">
        {peers.map(({ hive }) => (
          <li key={hive}>
            <p>
              <strong>{hive}</strong>
            </p>
            <p class="muted breakable">{modelsText(models.filter((model) => model.hive === hive))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function modelsText(models: readonly FleetModel[]): string {
  if (models.length === 0) return 'serves nothing now';
  const names = models.map(({ id, isLoaded }) => (isLoaded ? id : `${id} (not loaded)`));
  return `${plural(models.length, 'model')}: ${names.join(', ')}`;
}
