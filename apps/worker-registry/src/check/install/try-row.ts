import { VERIFIED_STATES } from '@rbee-internal/worker-entry';
import { z } from 'zod';
import type { WorkerVerification } from '../../store/types.js';
import { askHive, type HiveProgram } from './hive-program.js';
import { answersAtInstall, networkOf, type Row, type RowOutcome, startsAlone } from './row.js';
import { startWorker } from './start-worker.js';
import { writeVerified } from './write-verified.js';

export interface TryRowOptions {
  /** The absolute path of the folder of workers. */
  readonly root: string;
  /** Where that folder is served. */
  readonly url: string;
  readonly by: WorkerVerification['by'];
  readonly signal?: AbortSignal | undefined;
}

type Reached =
  | {
      readonly state: WorkerVerification['state'];
      readonly detail?: string | undefined;
      readonly provenance: z.output<typeof provenance> | undefined;
    }
  | { readonly why: string };

const provenance = z.looseObject({
  release: z.looseObject({ tag: z.string() }).optional(),
  buildCost: z.looseObject({ milliseconds: z.number(), peakMemoryBytes: z.number().optional() }).optional(),
});

const installResult = z.looseObject({
  installed: z.looseObject({
    id: z.string(),
    provenance: provenance.optional(),
  }),
});

/**
 * Installs a row, which shows by its entry's probe that its program works, starts it where it needs no model, and
 * writes how far it went. What fails changes nothing.
 *
 * @throws the signal's reason
 */
export async function tryRow(row: Row, hive: HiveProgram, options: TryRowOptions): Promise<RowOutcome> {
  const { id, worker } = row;
  const reached = await reach(row, hive, options);
  if ('why' in reached) return { id, type: 'failed', why: reached.why };
  const { state, detail } = reached;
  const before = worker.verified;
  if (before !== undefined && rankOf(before.state) < rankOf(state))
    return { id, type: 'kept', verified: before, detail: detail ?? `it was ${state}` };
  const date = new Date().toISOString().slice(0, 10);
  const verified: WorkerVerification = {
    state,
    by: options.by,
    date,
    ...whatWasDone(row, reached, options.by),
  };
  const problem = await writeVerified(row, options.root, verified);
  return problem === undefined
    ? { id, type: 'verified', verified, detail }
    : { id, type: 'failed', why: problem };
}

async function reach(
  { id, worker }: Row,
  hive: HiveProgram,
  { url, signal }: TryRowOptions,
): Promise<Reached> {
  const answer = await askHive(hive, ['install', ...networkOf(worker), '--', id], { signal });
  if ('why' in answer) return answer;
  const read = installResult.safeParse(answer.result);
  if (!read.success) return { why: 'what the hive printed of its installation cannot be read' };
  const { installed } = read.data;
  const made = { provenance: installed.provenance };
  if (answersAtInstall(worker, installed.provenance?.release !== undefined))
    return { state: 'installed-and-answered', ...made };
  if (!startsAlone(worker))
    return { state: 'built', ...made, detail: 'it was not asked anything: it needs a model' };
  const started = await startWorker(hive, installed.id, { queenUrl: url, signal });
  if (started.type === 'failed') return { why: `it was installed, and did not start: ${started.why}` };
  return started.type === 'answered'
    ? { state: 'installed-and-answered', ...made }
    : { state: 'built', ...made, detail: started.silence };
}

/** Where the program is from, what was not asked of it, and what its build took. */
function whatWasDone(
  { worker }: Row,
  { detail, provenance: made }: Exclude<Reached, { readonly why: string }>,
  by: WorkerVerification['by'],
): Pick<WorkerVerification, 'note' | 'build'> {
  const origin = made?.release === undefined ? 'Built from source' : `From the release ${made.release.tag}`;
  const note = detail === undefined ? `${origin}.` : `${origin}; ${detail}.`;
  const cost = made?.release === undefined ? made?.buildCost : undefined;
  if (cost === undefined) return { note };
  const { milliseconds, peakMemoryBytes: memory } = cost;
  const backend = worker.backend === undefined ? {} : { backend: String(worker.backend) };
  const seconds = Math.max(1, Math.round(milliseconds / 1_000));
  return { note, build: { ...backend, seconds, ...(memory !== undefined && { memory }), by } };
}

/** The furthest is the first. */
function rankOf(state: WorkerVerification['state']): number {
  return VERIFIED_STATES.indexOf(state);
}
