import { z } from 'zod';
import type { JobList } from '../api/jobs.js';
import type { Operation } from '../api/operations.js';
import { DaemonError } from '../errors.js';
import { type StreamSlots, sendEventStream } from '../http/event-stream.js';
import { readJson } from '../http/read-json.js';
import type { Call, Route } from '../http/router.js';
import type { JobRunner } from '../jobs/job-runner.js';
import { badRequest, readOperation } from '../jobs/operation-schema.js';

export interface JobRoutesInit {
  readonly jobs: JobRunner;
  readonly slots: StreamSlots;
  readonly bodyBytes: number;
  /** Refuses what can be refused before the job is taken. @throws DaemonError */
  readonly check: (operation: Operation) => void;
}

const ListQuery = z.strictObject({
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted']).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'has to be a number from 1 to 500')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 500, 'has to be a number from 1 to 500')
    .default(100),
});

export function jobRoutes({ jobs, slots, bodyBytes, check }: JobRoutesInit): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/jobs',
      handle: async ({ request }) => {
        const operation = readOperation(await readJson(request, bodyBytes));
        check(operation);
        return { status: 201, body: await jobs.post(operation) };
      },
    },
    {
      method: 'GET',
      path: '/v1/jobs',
      handle: ({ query }) => ({ body: { jobs: jobs.list(readQuery(ListQuery, query)) } satisfies JobList }),
    },
    {
      method: 'GET',
      path: '/v1/jobs/:id',
      handle: ({ params }) => ({ body: jobs.get(param(params, 'id')) }),
    },
    {
      method: 'DELETE',
      path: '/v1/jobs/:id',
      handle: async ({ params }) => ({ status: 202, body: await jobs.cancel(param(params, 'id')) }),
    },
    { method: 'GET', path: '/v1/jobs/:id/stream', handle: (call) => streamJob(jobs, slots, call) },
  ];
}

async function streamJob(jobs: JobRunner, slots: StreamSlots, call: Call): Promise<undefined> {
  const free = slots.take();
  try {
    const { log, leave } = await jobs.follow(param(call.params, 'id'));
    try {
      await sendEventStream(log, call);
    } finally {
      leave();
    }
  } finally {
    free();
  }
}

/** A parameter that the route's path has. */
export function param(params: Call['params'], name: string): string {
  const value = params[name];
  if (value === undefined) throw new Error(`The route has no parameter ${name}.`);
  return value;
}

/** The query by its schema; a name that comes twice is refused. @throws DaemonError `BAD_REQUEST` */
export function readQuery<T>(schema: z.ZodType<T>, query: URLSearchParams): T {
  const twice = [...query.keys()].find((name, index, names) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new DaemonError({ code: 'BAD_REQUEST', message: 'The query has a name twice.', path: twice });
  }
  const read = schema.safeParse(Object.fromEntries(query));
  if (read.success) return read.data;
  throw badRequest(read.error, 'The query');
}
