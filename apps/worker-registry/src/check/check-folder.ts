import { showForeign } from '@rbee-internal/redact-url';
import { type FolderEntry, folderPath, readFolder } from '../store/read-folder.js';
import type { WorkerVerification } from '../store/types.js';
import { type Finding, formatFinding } from './findings.js';
import type { RowOutcome } from './install/row.js';
import { probeSources } from './probe-sources.js';
import { openProxiedFetch } from './proxied-fetch.js';

export interface CheckFlags {
  readonly workers: string | URL;
  readonly probe: boolean;
  readonly json: boolean;
  /** Install these, `true` for all that this machine can have. @default none */
  readonly install?: true | readonly string[] | undefined;
  /** The hive's program, which installs. */
  readonly with: string;
  readonly by: WorkerVerification['by'];
}

/** Prints every finding. Returns whether nothing is refused and nothing failed. `env` names the proxies. */
export async function checkFolder(
  flags: CheckFlags,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<boolean> {
  const { json } = flags;
  const root = folderPath(flags.workers);
  const entries = await readFolder(root, signal);
  const probed = flags.probe ? await probeThroughProxies(entries, env) : [];
  const reports = entries.map((entry) => reportOf(entry, probed));
  if (!json) printReports(reports);
  const outcomes = flags.install && (await tryRows(entries, { ...flags, root, env, signal }));
  if (json) console.log(JSON.stringify({ workers: reports, installs: outcomes }, undefined, 2));
  return reports.every(({ refused }) => !refused) && !outcomes?.some(({ type }) => type === 'failed');
}

interface TryFlags extends CheckFlags {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
}

async function tryRows(entries: readonly FolderEntry[], flags: TryFlags): Promise<RowOutcome[]> {
  // A registry that only serves needs none of it.
  const { installRows } = await import('./install/install-rows.js');
  const { install, with: hive, json } = flags;
  return installRows(entries, {
    ...{ ...flags, hive, ids: Array.isArray(install) ? install : [] },
    onOutcome: (outcome) => json || printOutcome(outcome),
  });
}

function printOutcome(outcome: RowOutcome): void {
  console.log(showForeign(`${outcome.type}: ${outcome.id}: ${textOf(outcome)}`));
}

function textOf(outcome: RowOutcome): string {
  if ('why' in outcome) return outcome.why;
  const { state, by, date } = outcome.verified;
  const detail = outcome.detail === undefined ? '' : ` (${outcome.detail})`;
  return `${outcome.type === 'kept' ? 'still' : 'now'} ${state}, ${by}, ${date}${detail}`;
}

async function probeThroughProxies(
  entries: readonly FolderEntry[],
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const { fetch, close } = openProxiedFetch(env);
  try {
    return await probeSources(entries, { fetch });
  } finally {
    await close();
  }
}

interface Report {
  readonly path: string;
  readonly id: string;
  readonly version?: string | undefined;
  readonly refused: boolean;
  readonly findings: readonly Finding[];
}

function reportOf({ path, id, version, release, findings }: FolderEntry, probed: readonly Finding[]): Report {
  const all = [...findings, ...probed.filter((finding) => finding.path.startsWith(`${path}/PKGBUILD`))];
  const refused = all.some(({ severity }) => severity === 'error');
  return { path, id, version: release?.metadata.version ?? version, refused, findings: all };
}

function printReports(reports: readonly Report[]): void {
  for (const { findings } of reports) {
    for (const finding of findings) console.log(`${finding.severity}: ${formatFinding(finding)}`);
  }
  const refused = reports.filter((report) => report.refused);
  for (const { path } of refused) console.log(`refused: ${path}`);
  const count = reports.length - refused.length;
  console.log(`${count} of ${reports.length} can be served.`);
}
