import type { z } from 'zod';
import {
  CreatedGatewayKey,
  GatewayKeyList,
  ModelId,
  ModelStatusList,
  NewGatewayKey,
  ServedModel,
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
      summary: 'Models that the gateway serves, with their state and figures',
      answer: ModelStatusList,
      handle: async () => ({ body: { models: await gateway.statuses() } satisfies ModelStatusList }),
    },
    {
      method: 'PUT',
      path: '/v1/gateway/models/:id',
      summary: 'Serve a model, or change what it is started with the next time',
      body: ServedModelBody,
      answer: ServedModel,
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
      summary: 'Stop a model and forget it',
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
      summary: 'Stop a model, also while it starts',
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
      summary: 'Keys of the gateway’s clients',
      answer: GatewayKeyList,
      handle: () => ({ body: { keys: keys.list() } satisfies GatewayKeyList }),
    },
    {
      method: 'POST',
      path: '/v1/gateway/keys',
      summary: 'Create a key, which is shown only here',
      body: NewGatewayKey,
      answer: CreatedGatewayKey,
      status: 201,
      handle: async ({ request }) => ({
        status: 201,
        body: await keys.create(read(NewGatewayKey, await readJson(request, bodyBytes), 'The key')),
      }),
    },
    {
      method: 'DELETE',
      path: '/v1/gateway/keys/:name',
      summary: 'Revoke a key',
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
    summary: 'OpenAI’s API as the gateway has it under /v1, for who has the daemon’s token',
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
