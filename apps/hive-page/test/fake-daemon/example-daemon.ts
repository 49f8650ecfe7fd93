import type { JobEventBody } from 'rbee-hive-daemon/api';
import { CRASHED, DISK, DOCTOR, HARDWARE, HEALTHY, HIVE } from './example-machine.js';
import { FIT, FOUND, MODEL_PLAN, MODELS } from './example-models.js';
import { CUDA_PLAN, OVERVIEW, ROWS } from './example-workers.js';
import { type FakeDaemon, startFakeDaemon } from './fake-daemon.js';
import type { FakeJob } from './fake-job.js';

/** A fake daemon of a machine with a GPU, some workers, processes and a history. */
export async function startExampleDaemon(): Promise<FakeDaemon> {
  const daemon = await startFakeDaemon({
    '/hive': HIVE,
    '/workers': OVERVIEW,
    '/disk': DISK,
    '/problems': { problems: [] },
    '/doctor': DOCTOR,
    '/hardware': HARDWARE,
    '/model-catalog': { root: '/home/ada/.cache/rbee/models', models: MODELS },
    '/model-catalog/search': { models: FOUND },
    '/model-catalog/plan': MODEL_PLAN,
    '/model-catalog/fits': FIT,
    ...Object.fromEntries(ROWS.map((row) => [`/workers/${row.id}`, row])),
    ...Object.fromEntries(
      ROWS.map(({ id, metadata }) => [
        `/workers/${id}/plan`,
        { ...CUDA_PLAN, workerId: id, worker: metadata ?? CUDA_PLAN.worker },
      ]),
    ),
  });
  const log = ['echo-worker-cpu 0.1.0', 'listening on 127.0.0.1:41207', 'GET /health 200'].map(
    (line, index) => ({
      ...{ seq: index + 1, time: HEALTHY.startedAt, line },
      stream: index === 2 ? ('stderr' as const) : ('stdout' as const),
    }),
  );
  daemon.processes.set('p1', { process: HEALTHY, log });
  daemon.processes.set('p2', { process: CRASHED, log: [] });
  return daemon;
}

const BASE = { jobId: 'job', workerId: 'llm-worker-rbee-cuda' } as const;
const ARCHIVE = 'llm-worker-rbee-0.4.2.tar.gz';

/** Installs up to the middle of its downloads. */
export function playDownloads(job: FakeJob): void {
  job.begin();
  for (const step of ['metadata', 'platform-check', 'pkgbuild', 'parse'] as const) {
    job.emit({ ...BASE, type: 'step-start', step });
    job.emit({ ...BASE, type: 'step-end', step, milliseconds: step === 'pkgbuild' ? 31 : 4 });
  }
  job.emit({ ...BASE, type: 'step-start', step: 'sources' });
  job.emit({ ...BASE, type: 'source-start', name: 'kernels.patch', url: 'kernels.patch' });
  job.emit({ ...BASE, type: 'source-verified', name: 'kernels.patch', verified: 'checksum' });
  job.emit({ ...BASE, type: 'source-end', name: 'kernels.patch', digest: 'sha256:00' });
  job.emit({ ...BASE, type: 'source-start', name: ARCHIVE, url: 'https://workers.example/v0.4.2.tar.gz' });
  job.emit({
    ...{ ...BASE, type: 'source-progress', name: ARCHIVE },
    ...{ receivedBytes: 41_300_000, totalBytes: 96_000_000, bytesPerSecond: 8_400_000 },
  });
}

/** Goes on to the middle of a build. */
export function playBuild(job: FakeJob): void {
  job.emit({ ...BASE, type: 'source-verified', name: ARCHIVE, verified: 'checksum' });
  job.emit({ ...BASE, type: 'source-end', name: ARCHIVE, digest: 'sha256:11' });
  job.emit({ ...BASE, type: 'step-end', step: 'sources', milliseconds: 12_340 });
  job.emit({ ...BASE, type: 'step-start', step: 'prepare' });
  printLine(job, 'patching file src/kernels/attention.cu', { phase: 'prepare' });
  job.emit({ ...BASE, type: 'step-end', step: 'prepare', milliseconds: 420 });
  job.emit({ ...BASE, type: 'step-start', step: 'build' });
  const crates = [
    'libc',
    'serde',
    'tokio',
    'hyper',
    'half',
    'candle-core',
    'candle-nn',
    'tokenizers',
    'axum',
  ];
  for (const [index, crate] of crates.entries()) {
    job.shift += 1_370 + 290 * index;
    printLine(job, `   \u001B[1;32mCompiling\u001B[0m ${crate} v0.${index + 3}.${index * 7}`);
  }
  printLine(job, '\u001B[1;33mwarning\u001B[0m: unused variable: `stream`', { stream: 'stderr' });
  printLine(job, '  \u001B[1;34m-->\u001B[0m src/kernels/mod.rs:214:9', { stream: 'stderr' });
  printLine(job, '   \u001B[1;32mCompiling\u001B[0m llm-worker v0.4.2');
}

type OutputEvent = Extract<JobEventBody, { readonly type: 'output' }>;

/** One line that a function of the recipe prints. */
export function printLine(
  job: FakeJob,
  line: string,
  { phase = 'build', stream = 'stdout' }: Pick<Partial<OutputEvent>, 'phase' | 'stream'> = {},
): void {
  job.emit({ ...BASE, type: 'output', phase, stream, time: Date.now() + job.shift, line });
}
