import type {
  CatalogProblem,
  HardwareSnapshot,
  OutdatedWorker,
  ProvisionPlan,
  Verdict,
  WorkerMetadata,
  WorkerVersions,
} from '@rbee/worker-catalog';
import { z } from 'zod';

/** `GET /health`, which needs no token. */
export const Health = z.object({
  status: z.literal('ok'),
  service: z.literal('rbee-hive'),
  version: z.string(),
  proof: z.string().optional().meta({
    description:
      "Of `GET /health?nonce=NONCE` alone: base64url of HMAC-SHA256, its key the token, over `rbee-hive proof`, the request's `Host` in lower case and the nonce, with a line feed between them. So a client sees that this is the daemon before it sends the token.",
  }),
});
export type Health = Readonly<z.output<typeof Health>>;

/** `GET /v1/hive`: the daemon itself. */
export const HiveInfo = z.object({
  version: z.string(),
  pid: z.int(),
  startedAt: z.string(),
  root: z.string().meta({ description: "The catalog's folder." }),
  stateDir: z.string(),
  registry: z.string().meta({ description: 'Where workers come from, without credentials.' }),
  queenUrl: z.string(),
  keepProcesses: z.boolean().meta({ description: 'Whether worker processes go on when the daemon ends.' }),
});
export type HiveInfo = Readonly<z.output<typeof HiveInfo>>;

export const WorkerRowState = z.enum([
  'unsupported',
  'blocked',
  'installable',
  'installed',
  'update-available',
]);
export type WorkerRowState = z.output<typeof WorkerRowState>;

/** The verdict on a worker. By this name declarations can refer to it. */
export interface WorkerVerdict extends Verdict {}

/** What the registry says of a worker. By this name declarations can refer to it. */
export interface RegistryWorker extends WorkerMetadata {}

/** A worker, seen from this machine. `GET /v1/workers/:id` takes an id of the registry or of `WorkerVersions`. */
export const WorkerRow = z.object({
  id: z.string(),
  name: z.string(),
  state: WorkerRowState,
  verdict: z.custom<WorkerVerdict>().meta({
    description:
      'What the worker is to this machine, each reason with what is missing and what can be done: a `Verdict`.',
  }),
  reason: z.string().optional().meta({
    description:
      'A sentence: why it is unsupported, which version is available … Absent where the state says it all.',
  }),
  metadata: z
    .custom<RegistryWorker>()
    .optional()
    .meta({ description: 'What the registry says; absent for what only the catalog has.' }),
  installed: z.custom<WorkerVersions>().optional(),
});
export type WorkerRow = Readonly<z.output<typeof WorkerRow>>;

/** `GET /v1/workers`: every worker of the registry and every installed one, seen from this machine. */
export const WorkerOverview = z.object({
  workers: z.array(WorkerRow).readonly(),
  problems: z
    .array(z.string())
    .readonly()
    .meta({ description: 'One sentence for each entry of the registry that could not be read.' }),
  registryError: z
    .string()
    .optional()
    .meta({ description: 'Why the registry could not be reached; the rows are then those installed.' }),
});
export type WorkerOverview = Readonly<z.output<typeof WorkerOverview>>;

/** `GET /v1/workers/:id/plan`. */
export const PlanAnswer = z.custom<ProvisionPlan>().meta({ description: 'A `ProvisionPlan`.' });
export type PlanAnswer = ProvisionPlan;

/** `GET /v1/hardware`. */
export const HardwareAnswer = z.custom<HardwareSnapshot>().meta({ description: 'A `HardwareSnapshot`.' });
export type HardwareAnswer = HardwareSnapshot;

/** `GET /v1/problems`: entries of the catalog that cannot be read. */
export const ProblemList = z.object({ problems: z.custom<readonly CatalogProblem[]>() });
export type ProblemList = Readonly<z.output<typeof ProblemList>>;

/** `GET /v1/outdated`: installed workers of which something newer can be had. */
export const OutdatedList = z.object({
  outdated: z.custom<readonly OutdatedWorker[]>().meta({
    description: 'Each with its current version, what is available, and an obstacle if there is one.',
  }),
});
export type OutdatedList = Readonly<z.output<typeof OutdatedList>>;

/** `GET /v1/disk`. All in bytes. */
export const DiskUse = z.object({
  freeBytes: z.number().meta({ description: 'Of the file system that has the catalog.' }),
  totalBytes: z.number(),
  workers: z
    .record(z.string(), z.number())
    .readonly()
    .meta({ description: 'Each installed worker with all its files, by its full id.' }),
  cacheBytes: z.number().meta({ description: "Kept sources and the registry's copies." }),
  stateBytes: z.number().meta({ description: 'Logs and the history of jobs.' }),
});
export type DiskUse = Readonly<z.output<typeof DiskUse>>;

/** One thing that the doctor looked at. */
export const Finding = z.object({
  check: z.string().meta({
    description: 'Stable: `tools`, `sandbox`, `disk`, `registry`, `proxy`, `clock`, `hardware`, `catalog` …',
  }),
  verdict: z.enum(['ok', 'warning', 'problem']),
  message: z.string(),
  hint: z.string().optional().meta({ description: 'What to do about it.' }),
});
export type Finding = Readonly<z.output<typeof Finding>>;

/** `GET /v1/doctor`. */
export const DoctorReport = z.object({ findings: z.array(Finding).readonly() });
export type DoctorReport = Readonly<z.output<typeof DoctorReport>>;
