import type { WorkerCatalog } from '@rbee/worker-catalog';
import { z } from 'zod';
import {
  DiskUse,
  DoctorReport,
  HardwareAnswer,
  OutdatedList,
  PlanAnswer,
  ProblemList,
  WorkerOverview,
  WorkerRow,
} from '../api/resources.js';
import { diskUseOf } from '../disk-use.js';
import type { ExamineOptions } from '../doctor/check-context.js';
import { examine } from '../doctor/examine.js';
import { DaemonError } from '../errors.js';
import type { Route } from '../http/router.js';
import { overviewOf } from '../worker-overview.js';
import { param, readQuery } from './read-query.js';

const Flag = z
  .enum(['true', 'false', ''], 'has to be true or false')
  .transform((text) => text !== 'false')
  .optional();

const PlanQuery = z.strictObject({
  backend: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/i, 'has to be the name of a backend')
    .optional(),
  allowCpuFallback: Flag,
  force: Flag,
  ignoreMissing: Flag,
});

/** Workers, plans, the machine. */
export function workerRoutes(options: ExamineOptions & { readonly stateDir: string }): Route[] {
  const { catalog } = options;
  return [
    {
      method: 'GET',
      path: '/v1/workers',
      summary: 'Every worker of the registry and every installed one, seen from this machine',
      answer: WorkerOverview,
      handle: async ({ signal }) => ({ body: await overviewOf(catalog, signal) }),
    },
    {
      method: 'GET',
      path: '/v1/workers/:id',
      summary: 'One worker, by its id in the registry or without its version',
      answer: WorkerRow,
      handle: async ({ params, signal }) => ({ body: await findRow(param(params, 'id'), catalog, signal) }),
    },
    {
      method: 'GET',
      path: '/v1/workers/:id/plan',
      summary: 'What an installation would do, and why, without doing it',
      query: PlanQuery,
      answer: PlanAnswer,
      handle: async ({ params, query, signal }) => ({
        body: await catalog.plan(param(params, 'id'), { ...readQuery(PlanQuery, query), signal }),
      }),
    },
    ...machineRoutes(options),
  ];
}

/** The machine, and what the catalog is on it. */
function machineRoutes(options: ExamineOptions & { readonly stateDir: string }): Route[] {
  const { catalog, stateDir } = options;
  return [
    {
      method: 'GET',
      path: '/v1/hardware',
      summary: 'What is known of the hardware',
      answer: HardwareAnswer,
      handle: async ({ signal }) => ({ body: await catalog.hardware({ signal }) }),
    },
    {
      method: 'GET',
      path: '/v1/outdated',
      summary: 'Installed workers of which something newer can be had',
      answer: OutdatedList,
      handle: async ({ signal }) => ({
        body: { outdated: await catalog.outdated({ signal }) } satisfies OutdatedList,
      }),
    },
    {
      method: 'GET',
      path: '/v1/problems',
      summary: 'Entries of the catalog that cannot be read',
      answer: ProblemList,
      handle: async ({ signal }) => ({ body: { problems: await catalog.problems({ signal }) } }),
    },
    {
      method: 'GET',
      path: '/v1/disk',
      summary: 'What the catalog and the daemon take of the disk',
      answer: DiskUse,
      handle: async ({ signal }) => ({ body: await diskUseOf(catalog, stateDir, signal) }),
    },
    {
      method: 'GET',
      path: '/v1/doctor',
      summary: 'Whether this machine can install and run workers, and what to do where it cannot',
      answer: DoctorReport,
      handle: async ({ signal }) => ({ body: await examine({ ...options, signal }) }),
    },
  ];
}

async function findRow(id: string, catalog: WorkerCatalog, signal: AbortSignal) {
  const { workers, registryError } = await overviewOf(catalog, signal);
  const row = workers.find((one) => one.id === id);
  if (row !== undefined) return row;
  throw new DaemonError({
    code: 'NOT_FOUND',
    message: `No worker has the id ${JSON.stringify(id)}.`,
    ...(registryError !== undefined && { hint: `The registry could not be reached: ${registryError}` }),
  });
}
