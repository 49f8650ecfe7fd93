import { useState } from 'preact/hooks';
import type { DiskUse, ProblemList, WorkerOverview, WorkerRow } from 'rbee-hive-daemon/api';
import { formatBytes, plural } from '../model/format.js';
import { WorkerBadge } from '../parts/badge.js';
import { ConfirmDialog } from '../parts/dialog.js';
import { LoadState } from '../parts/load-state.js';
import { Empty, Note } from '../parts/notes.js';
import { PageHead } from '../parts/page-head.js';
import { UpdateAll } from '../parts/update-all.js';
import { VersionList } from '../parts/version-list.js';
import { workerLink } from '../router.js';
import { performAndSay, runJob } from '../state/run-job.js';
import { useResource } from '../state/use-resource.js';

/** What is installed, what it takes on disk, and keeping it in order. */
export function InstalledView() {
  const overview = useResource<WorkerOverview>('/v1/workers', { every: 30_000 });
  const disk = useResource<DiskUse>('/v1/disk');
  const rows = (overview.data?.workers ?? []).filter(({ installed }) => installed !== undefined);
  return (
    <>
      <PageHead title="Installed" actions={rows.length > 0 && <Upkeep rows={rows} />} />
      <LoadState of={overview} rows={4} />
      {disk.data && <Disk disk={disk.data} />}
      <Problems />
      {overview.data && rows.length === 0 && (
        <Empty icon="installed" title="No worker is installed.">
          <a class="button button-primary" href="#/workers">
            Choose one
          </a>
        </Empty>
      )}
      {rows.map((row) => (
        <article key={row.id} class="installed-worker">
          <h2 class="installed-name">
            <a href={workerLink(row.id)}>{row.name}</a> <WorkerBadge state={row.state} />
          </h2>
          <VersionList row={row} level={3} />
        </article>
      ))}
    </>
  );
}

function Upkeep({ rows }: { readonly rows: readonly WorkerRow[] }) {
  const [isAsking, setAsking] = useState(false);
  const old = rows.reduce(
    (sum, { installed }) => sum + Math.max(0, (installed?.versions.length ?? 1) - 1),
    0,
  );
  return (
    <>
      <UpdateAll rows={rows} />
      <button type="button" class="button" onClick={() => runJob({ operation: 'worker_verify' })}>
        Verify all
      </button>
      <button type="button" class="button" disabled={old === 0} onClick={() => setAsking(true)}>
        Remove old versions
      </button>
      {isAsking && (
        <ConfirmDialog
          title="Remove old versions?"
          action="Remove"
          onClose={() => setAsking(false)}
          onConfirm={() => performAndSay({ operation: 'catalog_prune', keep: 1 })}
        >
          <p>
            {plural(old, 'version')} that {old === 1 ? 'does' : 'do'} not count {old === 1 ? 'is' : 'are'}{' '}
            removed; of each worker the current one stays.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** Folders of the catalog that cannot be read as a worker; nothing is done to them. */
function Problems() {
  const { data } = useResource<ProblemList>('/v1/problems');
  if (data === undefined || data.problems.length === 0) return null;
  return (
    <Note tone="warn">
      <p class="note-title">Parts of the catalog cannot be read.</p>
      {data.problems.map(({ folder, message }) => (
        <p key={folder} class="small breakable">
          <code>{folder}</code> {message}
        </p>
      ))}
      <p>
        <button
          type="button"
          class="button button-small"
          onClick={() => runJob({ operation: 'catalog_repair' })}
        >
          Remove what dead installations left
        </button>
      </p>
    </Note>
  );
}

/** The whole file system: what the hive uses, what others use, what is free. */
function Disk({ disk }: { readonly disk: DiskUse }) {
  const workers = Object.values(disk.workers).reduce((sum, bytes) => sum + bytes, 0);
  const other = Math.max(0, disk.totalBytes - disk.freeBytes - workers - disk.cacheBytes - disk.stateBytes);
  const parts = [
    ['workers', 'Workers', workers],
    ['cache', 'Kept sources', disk.cacheBytes],
    ['state', 'Logs and history', disk.stateBytes],
    ['other', 'Everything else', other],
    ['free', 'Free', disk.freeBytes],
  ] as const;
  return (
    <section class="disk" aria-label="Disk use">
      <div class="disk-bar" aria-hidden="true">
        {parts
          .filter(([, , bytes]) => bytes > 0)
          .map(([name, , bytes]) => (
            <span
              key={name}
              class={`disk-part disk-${name}`}
              style={{ width: `${(100 * bytes) / Math.max(1, disk.totalBytes)}%` }}
            />
          ))}
      </div>
      <dl class="disk-legend">
        {parts.map(([name, label, bytes]) => (
          <div key={name}>
            <dt>
              <span class={`disk-dot disk-${name}`} aria-hidden="true" />
              {label}
            </dt>
            <dd>{formatBytes(bytes)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
