import { z } from 'zod';
import { LogLine, LogPage, ProcessList, PrunedProcesses, WorkerProcess } from '../api/processes.js';
import { type StreamSlots, sendEventStream } from '../http/event-stream.js';
import { forward } from '../http/forward.js';
import type { Call, Route } from '../http/router.js';
import { logLineOf } from '../processes/output/output-pump.js';
import type { ProcessKeeper } from '../processes/process-keeper.js';
import { param, readQuery, StreamQuery } from './read-query.js';

export interface ProcessRoutesInit {
  readonly processes: ProcessKeeper;
  readonly slots: StreamSlots;
  /** Of a forwarded request's body. */
  readonly bodyBytes: number;
}

const LogQuery = z.strictObject({
  lines: z
    .string()
    .regex(/^\d{1,5}$/, 'has to be a number from 1 to 10000')
    .transform(Number)
    .refine((lines) => lines >= 1 && lines <= 10_000, 'has to be a number from 1 to 10000')
    .default(200),
});

/** Worker processes, their logs, and the way to talk to them. */
export function processRoutes(init: ProcessRoutesInit): Route[] {
  const { processes, bodyBytes } = init;
  return [
    ...logRoutes(init),
    {
      method: 'GET',
      path: '/v1/processes',
      summary: 'Workers that run or ran, the newest first',
      answer: ProcessList,
      handle: () => ({ body: { processes: processes.list() } satisfies ProcessList }),
    },
    {
      method: 'GET',
      path: '/v1/processes/:id',
      summary: 'One worker that runs or ran',
      answer: WorkerProcess,
      handle: ({ params }) => ({ body: processes.get(param(params, 'id')) }),
    },
    {
      method: 'DELETE',
      path: '/v1/processes',
      summary: 'Forget all that have ended, with their logs',
      answer: PrunedProcesses,
      handle: async () => ({ body: (await processes.prune()) satisfies PrunedProcesses }),
    },
    {
      method: 'DELETE',
      path: '/v1/processes/:id',
      summary: 'Forget one that has ended, with its log',
      answer: PrunedProcesses,
      handle: async ({ params }) => ({
        body: (await processes.forget(param(params, 'id'))) satisfies PrunedProcesses,
      }),
    },
    {
      method: '*',
      path: '/v1/processes/:id/http/*',
      summary: 'What the worker itself answers to the rest of the path, as the bytes come, both ways',
      handle: async (call) => {
        const port = processes.portOf(param(call.params, 'id'));
        await forward(call, { port, target: targetOf(call), bodyBytes });
        return undefined;
      },
    },
  ];
}

/** What processes print or printed. */
function logRoutes({ processes, slots }: ProcessRoutesInit): Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/processes/:id/logs',
      summary: 'The newest lines that it printed, oldest first',
      query: LogQuery,
      answer: LogPage,
      handle: async ({ params, query }) => {
        const { lines } = readQuery(LogQuery, query);
        const log = await processes.logOf(param(params, 'id'));
        const newest = await log.newest(lines);
        const page: LogPage = { lines: newest.map(({ line }) => JSON.parse(logLineOf(line)) as LogLine) };
        return { body: page };
      },
    },
    {
      method: 'GET',
      path: '/v1/processes/:id/logs/stream',
      summary: 'The lines that it prints, continued after Last-Event-ID; it ends with the process',
      query: StreamQuery,
      answer: LogLine,
      eventName: 'log',
      handle: async (call) => {
        const free = slots.take();
        try {
          const log = await processes.logOf(param(call.params, 'id'));
          await sendEventStream(log, call, slots.turns);
        } finally {
          free();
        }
        return undefined;
      },
    },
  ];
}

/** What follows `/http`, as it was sent. */
function targetOf({ request }: Call): string {
  return (request.url ?? '').replace(/^\/v1\/processes\/[^/]*\/http/, '');
}
