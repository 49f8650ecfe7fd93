import { expect, test } from 'vitest';
import { useDaemon } from '../support.js';

test('the document describes every route, each with its answer and its errors', async () => {
  const { call } = await useDaemon();
  const { status, body } = await call<Record<string, never>>('GET', '/v1/openapi.json');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'rbee-hive', version: '1.2.3' },
    security: [{ token: [] }],
    paths: {
      '/health': { get: { security: [] } },
      '/v1/jobs': {
        post: {
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Operation' } } },
          },
          responses: {
            201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Job' } } } },
            default: {
              content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } },
            },
          },
        },
      },
      '/v1/jobs/{id}/stream': { get: { responses: { 200: { content: { 'text/event-stream': {} } } } } },
      '/v1/processes/{id}/http/{rest}': { get: {}, post: {} },
      '/v1/openapi.json': { get: {} },
    },
  });
  const { components } = body as unknown as { components: { schemas: Record<string, object> } };
  expect(components.schemas.Job).toMatchObject({
    properties: {
      state: { enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted'] },
      operation: { $ref: '#/components/schemas/Operation' },
    },
  });
});

test('of an operation it has descriptions, defaults and choices, for a form', async () => {
  const { call } = await useDaemon();
  const { body } = await call('GET', '/v1/openapi.json');
  const text = JSON.stringify(body);
  expect(text).toContain('"const":"worker_install"');
  for (const described of ['"default":"prefer"', '"enum":["require","prefer","off"]', 'Port it listens on'])
    expect(text).toContain(described);
  // What only the user's own programs may set is not there.
  for (const own of ['licenseOrigins', '"locked"', '"wait"']) expect(text).not.toContain(own);
  const references = Array.from(
    text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g),
    ([, name]) => name,
  );
  const { components } = body as { components: { schemas: object } };
  expect(references.filter((name) => !Object.hasOwn(components.schemas, name ?? ''))).toEqual([]);
});
