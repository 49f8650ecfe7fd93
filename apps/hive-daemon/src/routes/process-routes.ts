import { z } from 'zod';
import type { LogLine, LogPage, ProcessList } from '../api/processes.js';
import { type StreamSlots, sendEventStream } from '../http/event-stream.js';
import { forward } from '../http/forward.js';
import type { Call, Route } from '../http/router.js';
import { logLineOf } from '../processes/output/output-pump.js';
import type { ProcessKeeper } from '../processes/process-keeper.js';
import { param, readQuery } from './read-query.js';

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
export function processRoutes({ processes, slots, bodyBytes }: ProcessRoutesInit): Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/processes',
      handle: () => ({ body: { processes: processes.list() } satisfies ProcessList }),
    },
    {
      method: 'GET',
      path: '/v1/processes/:id',
      handle: ({ params }) => ({ body: processes.get(param(params, 'id')) }),
    },
    {
      method: 'GET',
      path: '/v1/processes/:id/logs',
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
    {
      method: '*',
      path: '/v1/processes/:id/http/*',
      handle: async (call) => {
        const port = processes.portOf(param(call.params, 'id'));
        await forward(call, { port, target: targetOf(call), bodyBytes });
        return undefined;
      },
    },
  ];
}

/** What stands behind `/http`, as it was sent. */
function targetOf({ request }: Call): string {
  return (request.url ?? '').replace(/^\/v1\/processes\/[^/]*\/http/, '');
}
