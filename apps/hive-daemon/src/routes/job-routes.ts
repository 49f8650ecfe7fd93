import { z } from 'zod';
import { Job, JobEvent, JobList, JobState } from '../api/jobs.js';
import { Operation } from '../api/operations.js';
import { badRequest } from '../http/bad-request.js';
import { type StreamSlots, sendEventStream } from '../http/event-stream.js';
import { readJson } from '../http/read-json.js';
import type { Call, Route } from '../http/router.js';
import type { JobRunner } from '../jobs/job-runner.js';
import { param, readQuery, StreamQuery } from './read-query.js';

export interface JobRoutesInit {
  readonly jobs: JobRunner;
  readonly slots: StreamSlots;
  readonly bodyBytes: number;
  /** Refuses what can be refused before the job is taken. @throws DaemonError */
  readonly check: (operation: Operation) => void;
}

const ListQuery = z.strictObject({
  state: JobState.optional(),
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
      summary: 'Start an operation; further ones wait',
      body: Operation,
      answer: Job,
      status: 201,
      handle: async ({ request }) => {
        const operation = readOperation(await readJson(request, bodyBytes));
        check(operation);
        return { status: 201, body: await jobs.post(operation) };
      },
    },
    {
      method: 'GET',
      path: '/v1/jobs',
      summary: 'Jobs, the newest first',
      query: ListQuery,
      answer: JobList,
      handle: ({ query }) => ({ body: { jobs: jobs.list(readQuery(ListQuery, query)) } satisfies JobList }),
    },
    {
      method: 'DELETE',
      path: '/v1/jobs',
      summary: 'Forget every job that has ended, with its log; returns their ids',
      handle: async () => ({ body: { removed: await jobs.forgetEnded() } }),
    },
    {
      method: 'GET',
      path: '/v1/jobs/:id',
      summary: 'One job',
      answer: Job,
      handle: ({ params }) => ({ body: jobs.get(param(params, 'id')) }),
    },
    {
      method: 'DELETE',
      path: '/v1/jobs/:id',
      summary: 'Cancel a job: at once when it waits, soon when it runs; 409 when it has ended',
      answer: Job,
      status: 202,
      handle: async ({ params }) => ({ status: 202, body: await jobs.cancel(param(params, 'id')) }),
    },
    {
      method: 'GET',
      path: '/v1/jobs/:id/stream',
      summary: 'The events of a job, replayed after Last-Event-ID; it ends with the job',
      query: StreamQuery,
      answer: JobEvent,
      eventName: 'job',
      handle: (call) => streamJob(jobs, slots, call),
    },
  ];
}

/** The operation that a body asks for, checked to the last field. @throws DaemonError `BAD_REQUEST` */
function readOperation(body: unknown): Operation {
  const read = Operation.safeParse(body);
  if (read.success) return read.data;
  throw badRequest(read.error, 'The operation');
}

async function streamJob(jobs: JobRunner, slots: StreamSlots, call: Call): Promise<undefined> {
  const free = slots.take();
  try {
    const { log, leave } = await jobs.follow(param(call.params, 'id'));
    try {
      await sendEventStream(log, call, slots.turns);
    } finally {
      leave();
    }
  } finally {
    free();
  }
}
