import { useState } from 'preact/hooks';
import type { DiskUse, WorkerRow } from 'rbee-hive-daemon/api';
import { formatBytes } from '../model/format.js';
import { performAndSay, runJob } from '../state/run-job.js';
import { useResource } from '../state/use-resource.js';
import { Ago } from './ago.js';
import { ConfirmDialog } from './dialog.js';
import { Icon } from './icon.js';
import { StartDialog } from './start/start-dialog.js';
import { VersionDetails } from './version-details.js';

type Versions = NonNullable<WorkerRow['installed']>;
type Version = Versions['versions'][number];
type Provenance = NonNullable<Version['provenance']>;

interface VersionListProps {
  /** The worker; nothing is shown of one that is not installed. */
  readonly row: WorkerRow;
  /** Of its heading. @default 2 */
  readonly level?: 2 | 3;
}

/** The installed versions of a worker: which is current, and what can be done with each. */
export function VersionList({ row, level = 2 }: VersionListProps) {
  const { installed } = row;
  return installed === undefined ? null : <Installed row={row} group={installed} level={level} />;
}

interface InstalledProps {
  readonly row: WorkerRow;
  readonly group: Versions;
  readonly level: 2 | 3;
}

function Installed({ row, group, level }: InstalledProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  const { workerId, versions, current, pinned } = group;
  const [spawning, setSpawning] = useState(false);
  const disk = useResource<DiskUse>('/v1/disk');
  const hasOlder =
    versions.indexOf(versions.find(({ id }) => id === current.id) ?? current) < versions.length - 1;
  return (
    <section class="panel" aria-label={`Installed versions of ${workerId}`}>
      <div class="panel-head">
        <Heading>{level === 2 ? 'Installed' : 'Versions'}</Heading>
        <div class="actions">
          {hasOlder && (
            <button
              type="button"
              class="button button-small"
              onClick={() => runJob({ operation: 'worker_rollback', worker: workerId })}
            >
              Roll back
            </button>
          )}
          <button
            type="button"
            class="button button-small"
            onClick={() => runJob({ operation: 'worker_verify', worker: workerId })}
          >
            Verify
          </button>
          <button type="button" class="button button-primary button-small" onClick={() => setSpawning(true)}>
            <Icon name="play" />
            Start
          </button>
        </div>
      </div>
      <ul class="rows">
        {versions.map((version) => (
          <VersionRow
            key={version.id}
            version={version}
            bytes={disk.data?.workers[version.id]}
            standing={version.id !== current.id ? 'other' : pinned ? 'pinned' : 'current'}
          />
        ))}
      </ul>
      {spawning && <StartDialog workers={[row]} onClose={() => setSpawning(false)} />}
    </section>
  );
}

interface VersionRowProps {
  readonly version: Version;
  readonly bytes: number | undefined;
  readonly standing: 'current' | 'pinned' | 'other';
}

function VersionRow({ version, bytes, standing }: VersionRowProps) {
  const { id, addedAt, provenance } = version;
  const [removing, setRemoving] = useState(false);
  return (
    <li class="version">
      <div class="version-what">
        <p>
          <strong>{version.version}</strong>
          {standing !== 'other' && (
            <span class="tag tag-strong">{standing === 'pinned' ? 'current, pinned' : 'current'}</span>
          )}
        </p>
        <p class="muted small breakable">
          <Ago time={addedAt} now={Date.now()} />
          {bytes !== undefined && <>, {formatBytes(bytes)}</>}
          {provenance?.guard !== undefined && <>, built {guardText(provenance)}</>}
        </p>
      </div>
      <div class="actions">
        {standing === 'other' && (
          <button
            type="button"
            class="button button-small"
            aria-label={`Select ${version.version}`}
            onClick={() => runJob({ operation: 'worker_select', worker: id })}
          >
            Select
          </button>
        )}
        <button
          type="button"
          class="button button-small button-quiet-danger"
          aria-label={`Remove ${version.version}`}
          onClick={() => setRemoving(true)}
        >
          Remove
        </button>
      </div>
      <VersionDetails version={version} />
      {removing && <RemoveDialog id={id} bytes={bytes} onClose={() => setRemoving(false)} />}
    </li>
  );
}

function guardText({ guard, guardReason }: Provenance): string {
  if (guard !== 'none') return `in ${guard}`;
  return guardReason === undefined ? 'without a sandbox' : `without a sandbox (${guardReason})`;
}

interface RemoveDialogProps {
  readonly id: string;
  readonly bytes: number | undefined;
  readonly onClose: () => void;
}

function RemoveDialog({ id, bytes, onClose }: RemoveDialogProps) {
  return (
    <ConfirmDialog
      title="Remove this version?"
      action="Remove"
      onClose={onClose}
      onConfirm={() => performAndSay({ operation: 'worker_remove', worker: id })}
    >
      <p>
        <code class="breakable">{id}</code> and all its files are removed
        {bytes !== undefined && <>, which frees {formatBytes(bytes)}</>}. Installing it again rebuilds it.
      </p>
    </ConfirmDialog>
  );
}
