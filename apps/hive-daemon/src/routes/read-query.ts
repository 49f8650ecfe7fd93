import { z } from 'zod';
import { DaemonError } from '../errors.js';
import { badRequest } from '../http/bad-request.js';
import type { Call } from '../http/router.js';

/** Where a stream of events begins; read by the stream itself. */
export const StreamQuery = z.object({
  after: z.string().optional().meta({ description: 'The number of the last event that is known' }),
});

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
    throw new DaemonError({
      code: 'BAD_REQUEST',
      message: 'The query has the same name twice.',
      path: twice,
    });
  }
  const read = schema.safeParse(Object.fromEntries(query));
  if (read.success) return read.data;
  throw badRequest(read.error, 'The query');
}
