import type { WorkerBinary } from '@rbee/worker-catalog';
import { findInstalledWorker } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addShow: AddCommand = (program, run) => {
  command(program, {
    name: 'show',
    description: 'show everything that is known of an installed worker',
    examples: [['show echo-worker-cpu', 'which sources it was made from, and when']],
  })
    .addArgument(completes('installed', '<worker>', 'id of an installed worker, with or without its version'))
    .action((worker: string) => run((context) => show(worker, context)));
};

/** Prints all that the catalog knows of one installed worker. */
async function show(name: string, { openInstalled, print, signal }: CommandContext): Promise<WorkerBinary> {
  const worker = await findInstalledWorker(await openInstalled(), name, signal);
  for (const line of await formatTable(rowsOf(worker).map((row) => row.map(printable)))) print(line);
  return worker;
}

function rowsOf(worker: WorkerBinary): string[][] {
  const { provenance } = worker;
  const status = typeof worker.status === 'string' ? worker.status : `Failed: ${worker.status.Failed.error}`;
  return [
    ['id', worker.id],
    ['worker', worker.catalogId ?? ''],
    ['version', worker.version],
    ['type', worker.workerType],
    ['platform', `${worker.platform} ${worker.architecture ?? ''}`],
    ['status', status],
    ['path', worker.path],
    ['size', `${worker.size} bytes`],
    ['digest', worker.digest ?? ''],
    ['added', worker.addedAt],
    ...packageRows(worker.package),
    ...(provenance === undefined
      ? []
      : [
          ['origin', provenance.origin],
          ['PKGBUILD', provenance.pkgbuildDigest],
          ...provenance.sources.flatMap(({ url, commit, digest, signedBy }) => [
            ['source', `${url} ${commit ?? digest ?? ''}`],
            ...(signedBy === undefined ? [] : [['signed by', signedBy]]),
          ]),
          ['built', `${provenance.startedAt} to ${provenance.finishedAt}`],
          ['guard', [provenance.guard, provenance.guardReason].filter(Boolean).join(': ')],
          ['network', networkText(provenance.network)],
          ...settingRows(provenance.settings),
          ...(provenance.hosts ?? []).map(({ host, allowed, phase }) => [
            allowed ? 'reached' : 'refused',
            phase === undefined ? host : `${host} in ${phase}()`,
          ]),
          ['installed by', provenance.installedBy],
        ]),
  ];
}

/** Whether the build could reach it; older records do not say. */
function networkText(network: boolean | undefined): string {
  if (network === undefined) return '';
  return network ? 'in reach of the build' : 'out of reach of the build';
}

type Package = WorkerBinary['package'];

function packageRows(facts: Package): string[][] {
  if (facts === undefined) return [];
  const { program, launcher, links = [], privileged = [] } = facts;
  return [
    ['program', program],
    ...(launcher === undefined ? [] : [['launcher', `${launcher.kind}: ${launcher.why}`]]),
    ...links.map(({ path, target }) => ['link', `${path} leads out to ${target}`]),
    ...privileged.map((file) => ['setuid', `removed from ${file}`]),
  ];
}

type Settings = NonNullable<WorkerBinary['provenance']>['settings'];

/** What it was built with beside its recipe. */
function settingRows(settings: Settings): string[][] {
  const { env = {}, packages, native, network = {} } = settings ?? {};
  return [
    ...Object.entries(env).map(([name, value]) => ['variable', `${name}=${value}`]),
    ...(packages === undefined ? [] : [['packages', packages.join(', ')]]),
    ...(native ? [['native', 'optimized for the processor of the machine that built it']] : []),
    ...Object.entries(network).map(([phase, names]) => ['allowed', `${phase}(): ${names.join(', ')}`]),
  ];
}
