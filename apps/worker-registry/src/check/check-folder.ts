import { type FolderEntry, folderPath, readFolder } from '../store/read-folder.js';
import { type Finding, formatFinding } from './findings.js';
import { probeSources } from './probe-sources.js';
import { openProxiedFetch } from './proxied-fetch.js';

export interface CheckFlags {
  readonly workers: string | URL;
  readonly probe: boolean;
  readonly json: boolean;
}

/** Prints every finding. Returns whether nothing is refused. `env` names the proxies. */
export async function checkFolder(
  { workers, probe, json }: CheckFlags,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const entries = await readFolder(folderPath(workers));
  const probed = probe ? await probeThroughProxies(entries, env) : [];
  const reports = entries.map((entry) => reportOf(entry, probed));
  if (json) console.log(JSON.stringify({ workers: reports }, undefined, 2));
  else printReports(reports);
  return reports.every(({ refused }) => !refused);
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
