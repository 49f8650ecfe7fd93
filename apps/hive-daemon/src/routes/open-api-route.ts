import { openApiDocument } from '../http/open-api.js';
import type { Route } from '../http/router.js';

/** The document that describes these routes, and itself. */
export function openApiRoute(routes: readonly Route[], version: string): Route {
  let document: unknown;
  const route: Route = {
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This document',
    handle: () => {
      document ??= openApiDocument([...routes, route], version);
      return { body: document };
    },
  };
  return route;
}
