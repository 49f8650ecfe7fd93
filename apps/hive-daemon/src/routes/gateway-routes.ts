import type { z } from 'zod';
import {
  type GatewayKeyList,
  ModelId,
  type ModelStatusList,
  NewGatewayKey,
  ServedModelBody,
} from '../api/gateway.js';
import type { Gateway } from '../gateway/gateway.js';
import type { ModelStore } from '../gateway/models/model-store.js';
import { badRequest } from '../http/bad-request.js';
import { readJson } from '../http/read-json.js';
import type { Call, Route } from '../http/router.js';
import { param } from './read-query.js';

export interface GatewayRoutesInit {
  readonly gateway: Gateway;
  readonly store: ModelStore;
  readonly bodyBytes: number;
}

const OPENAI = '/v1/gateway/openai';

/** The gateway for who has the daemon's token: its models, its keys, and OpenAI's API without a key. */
export function gatewayRoutes(init: GatewayRoutesInit): Route[] {
  return [...modelRoutes(init), ...keyRoutes(init), openAiRoute(init)];
}

function modelRoutes({ gateway, store, bodyBytes }: GatewayRoutesInit): Route[] {
  const { shelf } = gateway;
  return [
    {
      method: 'GET',
      path: '/v1/gateway/models',
      handle: async () => ({ body: { models: await gateway.statuses() } satisfies ModelStatusList }),
    },
    {
      method: 'PUT',
      path: '/v1/gateway/models/:id',
      handle: async ({ request, params }) => {
        const id = read(ModelId, param(params, 'id'), 'The id');
        const body = read(ServedModelBody, await readJson(request, bodyBytes), 'The model');
        const model = { ...body, id };
        await store.put(model);
        shelf.put(model);
        return { body: model };
      },
    },
    {
      method: 'DELETE',
      path: '/v1/gateway/models/:id',
      handle: async ({ params }) => {
        const id = param(params, 'id');
        await shelf.remove(id);
        await store.remove(id);
        return { body: { removed: [id] } };
      },
    },
    {
      method: 'POST',
      path: '/v1/gateway/models/:id/stop',
      handle: async ({ params }) => {
        await shelf.get(param(params, 'id')).stop();
        return { body: { stopped: [param(params, 'id')] } };
      },
    },
  ];
}

function keyRoutes({ gateway: { keys }, bodyBytes }: GatewayRoutesInit): Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/gateway/keys',
      handle: () => ({ body: { keys: keys.list() } satisfies GatewayKeyList }),
    },
    {
      method: 'POST',
      path: '/v1/gateway/keys',
      handle: async ({ request }) => ({
        status: 201,
        body: await keys.create(read(NewGatewayKey, await readJson(request, bodyBytes), 'The key')),
      }),
    },
    {
      method: 'DELETE',
      path: '/v1/gateway/keys/:name',
      handle: async ({ params }) => {
        await keys.revoke(param(params, 'name'));
        return { body: { revoked: [param(params, 'name')] } };
      },
    },
  ];
}

function openAiRoute({ gateway }: GatewayRoutesInit): Route {
  return {
    method: '*',
    path: `${OPENAI}/*`,
    handle: async (call: Call) => {
      const [path = ''] = (call.request.url ?? '').split('?', 1);
      await gateway.serve(call, path.slice(OPENAI.length));
      return undefined;
    },
  };
}

/** @throws DaemonError `BAD_REQUEST` */
function read<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw badRequest(result.error, what);
}
