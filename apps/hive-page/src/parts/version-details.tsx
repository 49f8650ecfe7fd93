import type { WorkerRow } from 'rbee-hive-daemon/api';
import { harmlessText } from '../model/log/control-text.js';
import { packageNotes, sourceText } from '../model/version-text.js';
import { CopyButton } from './copy-button.js';
import { Facts } from './facts.js';

type Version = NonNullable<WorkerRow['installed']>['versions'][number];

/** Where a version is from, what it was built with, and what is to be known of its package. */
export function VersionDetails({ version }: { readonly version: Version }) {
  const { id, path, provenance, package: facts } = version;
  const settings = provenance?.settings;
  const env = Object.entries(settings?.env ?? {}).map(([name, value]) => `${name}=${value}`);
  return (
    <details class="version-details">
      <summary class="small">Details</summary>
      <Facts
        facts={[
          [
            'Id',
            <span key="id" class="command">
              <code>{id}</code>
              <CopyButton text={id} what="the id" />
            </span>,
          ],
          ['Program', <code key="path">{path}</code>],
          ['Recipe from', provenance?.origin],
          ['Recipe', provenance && <code key="digest">{provenance.pkgbuildDigest}</code>],
          ['Sources', (provenance?.sources ?? []).map(sourceText).map(harmlessText).join(', ')],
          ['Built with', [...env, ...(settings?.native ? ['for this processor'] : [])].join(' ')],
          ['Reached', hostsText(provenance?.hosts)],
          ['Installed by', provenance?.installedBy],
          ...packageNotes(facts),
        ]}
      />
    </details>
  );
}

function hostsText(hosts: NonNullable<Version['provenance']>['hosts'] = []): string {
  return hosts.map(({ host, allowed }) => (allowed ? host : `${host} (refused)`)).join(', ');
}
