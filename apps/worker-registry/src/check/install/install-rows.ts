import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { createRegistryApp } from '../../app/create-registry-app.js';
import { WorkerRegistryError } from '../../errors.js';
import { serveApp } from '../../serve/serve-app.js';
import { openFolderStore } from '../../store/open-folder-store.js';
import type { FolderEntry } from '../../store/read-folder.js';
import type { WorkerVerification } from '../../store/types.js';
import { workersOf } from '../../store/variants.js';
import { askHive, findHive, type HiveProgram } from './hive-program.js';
import type { Row, RowOutcome } from './row.js';
import { tryRow } from './try-row.js';

export interface InstallRowsOptions {
  /** Workers or their variants; none for all. */
  readonly ids: readonly string[];
  /** The absolute path of the folder of workers. */
  readonly root: string;
  /** The hive's program: its name on `PATH`, or its path. */
  readonly hive: string;
  readonly by: WorkerVerification['by'];
  readonly env: NodeJS.ProcessEnv;
  readonly onOutcome: (outcome: RowOutcome) => void;
  readonly signal?: AbortSignal | undefined;
}

const available = z.looseObject({
  workers: z.array(
    z.looseObject({
      worker: z.looseObject({ id: z.string() }),
      verdict: z.looseObject({
        reasons: z.array(
          z.looseObject({ code: z.string(), message: z.string(), weight: z.string().optional() }),
        ),
      }),
    }),
  ),
});

/**
 * Installs rows of a folder into a catalog that is removed afterwards, one after another, and writes how far each went.
 *
 * @throws WorkerRegistryError `INVALID_ARGUMENT`, `NOT_FOUND`, `FOLDER_UNREADABLE`; the signal's reason
 */
export async function installRows(
  entries: readonly FolderEntry[],
  options: InstallRowsOptions,
): Promise<RowOutcome[]> {
  const { root, env, by, onOutcome, signal } = options;
  const rows = rowsOf(entries, options.ids);
  const program = await findHive(options.hive, env);
  const store = await openFolderStore(root, { signal });
  const app = createRegistryApp({ store, version: '0', metrics: false });
  const server = await serveApp({ fetch: app.fetch, host: '127.0.0.1', port: 0 });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-registry-check-'));
  try {
    const hive = { program, env: environmentOf(env, folder, server.url) };
    const fit = await whyNot(hive, signal);
    const outcomes: RowOutcome[] = [];
    for (const row of rows) {
      const why = fit(row.id);
      const outcome: RowOutcome =
        why === undefined
          ? await tryRow(row, hive, { root, url: server.url, by, signal })
          : { id: row.id, type: 'skipped', why };
      onOutcome(outcome);
      outcomes.push(outcome);
    }
    return outcomes;
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function rowsOf(entries: readonly FolderEntry[], ids: readonly string[]): Row[] {
  const all = entries.flatMap(({ release, isFormer, path: place }) =>
    release === undefined || isFormer
      ? []
      : workersOf(release.metadata).map((worker): Row => ({ id: worker.id, path: place, worker })),
  );
  const isMeant = (wanted: string) => (row: Row) => row.id === wanted || row.worker.variant_of === wanted;
  const unknown = ids.find((id) => !all.some(isMeant(id)));
  if (unknown !== undefined)
    throw new WorkerRegistryError({
      code: 'NOT_FOUND',
      message: `${unknown} does not exist, or cannot be served.`,
      hint: `These can be installed: ${all.map(({ id }) => id).join(', ')}.`,
    });
  return ids.length === 0 ? all : all.filter((row) => ids.some((id) => isMeant(id)(row)));
}

/** The user's own settings and tools hold, and nothing that is installed is theirs. */
function environmentOf(env: NodeJS.ProcessEnv, folder: string, url: string): NodeJS.ProcessEnv {
  const [cache, state] = [path.join(folder, 'cache'), path.join(folder, 'state')];
  const places = { XDG_CACHE_HOME: cache, XDG_STATE_HOME: state, LOCALAPPDATA: cache };
  return { ...env, ...places, WORKER_CATALOG_URL: url };
}

/** Why a row is nothing for this machine, as the hive says; a network that the entry names is allowed. */
async function whyNot(
  hive: HiveProgram,
  signal: AbortSignal | undefined,
): Promise<(id: string) => string | undefined> {
  const answer = await askHive(hive, ['available'], { signal });
  const read = 'why' in answer ? undefined : available.safeParse(answer.result);
  if (read?.success !== true)
    throw new WorkerRegistryError({
      code: 'INVALID_ARGUMENT',
      message: `${hive.program} did not list what this machine can have${'why' in answer ? `: ${answer.why}` : ''}.`,
      hint: 'Pass the program rbee-hive to --with.',
    });
  const verdicts = new Map(read.data.workers.map(({ worker, verdict }) => [worker.id, verdict]));
  return (id) => {
    const verdict = verdicts.get(id);
    if (verdict === undefined) return 'the hive does not list it';
    const reasons = verdict.reasons.filter(
      ({ code, weight }) => code !== 'NETWORK_NEEDED' && (weight === 'unsupported' || weight === 'blocked'),
    );
    return reasons.length === 0 ? undefined : reasons.map(({ message }) => message).join(' ');
  };
}
