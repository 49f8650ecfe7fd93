import { refuse } from './refuse.js';
import type { Handler } from './worker-routes.js';

/** Reads a file of the signed tree by its path below `/tuf/`; `undefined` when there is none. */
export type SignedFileReader = (place: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;

/** The routes of what is signed, as The Update Framework lays it out: clients verify it, and caches must not hold it. */
export function signedRoutes(read: SignedFileReader): Readonly<Record<string, Handler>> {
  return {
    '/tuf/*': async (context) => {
      const place = context.req.path.slice('/tuf/'.length);
      const name = decoded(place);
      const bytes = name === undefined ? undefined : await read(name);
      if (bytes === undefined) return refuse(context, 404, { error: 'Not found' });
      const type = place.endsWith('.json') ? 'application/json' : 'application/octet-stream';
      return context.body(bytes, 200, { 'content-type': type });
    },
  };
}

function decoded(place: string): string | undefined {
  try {
    return decodeURIComponent(place);
  } catch {
    return undefined;
  }
}
