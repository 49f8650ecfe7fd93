import { z } from 'zod';
import * as api from '../api.js';
import type { Route } from './router.js';

type Json = Readonly<Record<string, unknown>>;

/** Schemas that the document has by name. */
const NAMED = {
  ErrorBody: api.ErrorBody,
  Job: api.Job,
  JobEvent: api.JobEvent,
  LogLine: api.LogLine,
  Operation: api.Operation,
  WorkerProcess: api.WorkerProcess,
  WorkerRow: api.WorkerRow,
} satisfies Record<string, z.ZodType>;

const SCHEMAS = '#/components/schemas/';

/** The OpenAPI 3.1 document of the daemon's routes. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{rest}');
    const methods = route.method === '*' ? ['get', 'post'] : [route.method.toLowerCase()];
    paths[path] = {
      ...paths[path],
      ...Object.fromEntries(methods.map((method) => [method, describe(route)])),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'rbee-hive', version },
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: named() },
  };
}

function describe(route: Route): Json {
  const { summary, body, status = 200 } = route;
  return {
    summary,
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } },
    }),
    ...(route.path === '/health' && { security: [] }),
    responses: {
      [status]: { description: 'Success', ...contentOf(route) },
      default: {
        description: 'What failed, and what to do about it',
        content: { 'application/json': { schema: schemaOf(api.ErrorBody) } },
      },
    },
  };
}

function contentOf({ answer, eventName }: Route): Json {
  if (answer === undefined) return {};
  const type = eventName === undefined ? 'application/json' : 'text/event-stream';
  return { content: { [type]: { schema: schemaOf(answer) } } };
}

function pathParameters({ path }: Route): Json[] {
  const names = Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => name);
  return [...names, ...(path.endsWith('*') ? ['rest'] : [])].map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Route): Json[] {
  if (query === undefined) return [];
  return Object.entries(query.shape).map(([name, field]) => {
    const { description, ...schema } = inline(field as z.ZodType);
    return { name, in: 'query', ...(description !== undefined && { description }), schema };
  });
}

/** A schema, or a reference to it where the document has it by name. */
function schemaOf(schema: z.ZodType): Json {
  const name = Object.entries(NAMED).find(([, named]) => named === schema)?.[0];
  return name === undefined ? inline(schema) : { $ref: SCHEMAS + name };
}

function inline(schema: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  return rest;
}

function named(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  const options = { unrepresentable: 'any', io: 'input', uri: (id: string) => SCHEMAS + id } as const;
  const { schemas } = z.toJSONSchema(registry, options);
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}
