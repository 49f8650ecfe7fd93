import { z } from 'zod';
import { FILE_NAME, VERSION, WORKER_ID } from '../store/names.js';
import { workerMetadata } from '../store/schema.js';
import { filterParameters } from './filter-workers.js';

type Json = { readonly [key: string]: unknown };

/** The HTTP interface as an OpenAPI 3.1 document. */
export function openApiDocument({
  version,
  metrics,
}: {
  readonly version: string;
  readonly metrics: boolean;
}): Json {
  const { '/metrics': metricsPath, ...paths } = PATHS;
  return {
    openapi: '3.1.0',
    info: {
      title: 'Worker registry',
      version,
      description: 'Lists inference workers and serves their PKGBUILDs.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: { ...paths, ...(metrics && { '/metrics': metricsPath }) },
    components: {
      schemas: { Worker: workerSchema(), ...SCHEMAS },
      parameters: PARAMETERS,
      responses: RESPONSES,
    },
  };
}

const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });
const json = (schema: string): Json => ({ 'application/json': { schema: ref('schemas', schema) } });
const TEXT = { 'text/plain': { schema: { type: 'string' } } };
const BYTES = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly content: Json;
  /** Names of `PARAMETERS`. */
  readonly takes?: readonly string[];
  /** Whether it may be absent, or its parameters malformed. */
  readonly fails?: readonly ('400' | '404')[];
  /** Whether it has an ETag. */
  readonly isConditional?: boolean;
}

function get({ id, summary, content, takes = [], fails = [], isConditional = true }: Operation): Json {
  const failures = [...fails, ...(id === 'health' ? [] : ['429']), '500'];
  const answer = {
    description: summary,
    content,
    ...(isConditional && { headers: { ETag: { schema: { type: 'string' } } } }),
  };
  return {
    get: {
      operationId: id,
      summary,
      ...(takes.length > 0 && { parameters: takes.map((name) => ref('parameters', name)) }),
      responses: {
        '200': answer,
        ...(isConditional && { '304': ref('responses', '304') }),
        ...Object.fromEntries(failures.map((status) => [status, ref('responses', status)])),
      },
    },
  };
}

const MISSING = ['400', '404'] as const;

const PATHS: Json = {
  '/health': get({
    id: 'health',
    summary: 'Whether the registry is up',
    content: json('Health'),
  }),
  '/metrics': get({ id: 'metrics', summary: 'Counters in the Prometheus text format', content: TEXT }),
  '/openapi.json': get({
    id: 'openapi',
    summary: 'This document',
    content: { 'application/json': { schema: { type: 'object' } } },
  }),
  '/workers': get({
    id: 'listWorkers',
    summary: 'Every worker that can be installed, ordered by id',
    content: json('WorkerList'),
    takes: filterParameters,
    fails: ['400'],
  }),
  '/workers/{id}': get({
    id: 'getWorker',
    summary: 'A worker',
    content: json('Worker'),
    takes: ['id'],
    fails: MISSING,
  }),
  '/workers/{id}/PKGBUILD': get({
    id: 'getRecipe',
    summary: 'Its recipe',
    content: TEXT,
    takes: ['id'],
    fails: MISSING,
  }),
  '/workers/{id}/files/{name}': get({
    id: 'getFile',
    summary: 'A local file that the recipe names, or the key <fingerprint>.asc of its validpgpkeys',
    content: BYTES,
    takes: ['id', 'name'],
    fails: MISSING,
  }),
  '/workers/{id}/versions': get({
    id: 'listVersions',
    summary: 'Its versions, the newest first',
    content: json('VersionList'),
    takes: ['id'],
    fails: MISSING,
  }),
  '/workers/{id}/versions/{version}': get({
    id: 'getVersion',
    summary: 'One version of a worker',
    content: json('Worker'),
    takes: ['id', 'version'],
    fails: MISSING,
  }),
  '/workers/{id}/versions/{version}/PKGBUILD': get({
    id: 'getVersionRecipe',
    summary: 'The recipe of one version',
    content: TEXT,
    takes: ['id', 'version'],
    fails: MISSING,
  }),
  '/workers/{id}/versions/{version}/files/{name}': get({
    id: 'getVersionFile',
    summary: 'A local file or key of one version',
    content: BYTES,
    takes: ['id', 'version', 'name'],
    fails: MISSING,
  }),
};

function inPath(name: string, pattern: RegExp): Json {
  return { name, in: 'path', required: true, schema: { type: 'string', pattern: pattern.source } };
}

function inQuery(name: string, description: string, schema: Json): Json {
  return { name, in: 'query', description, schema };
}

const PARAMETERS: Json = {
  id: inPath('id', WORKER_ID),
  version: inPath('version', VERSION),
  name: inPath('name', FILE_NAME),
  platform: inQuery('platform', 'Only workers for this system', { enum: ['linux', 'macos', 'windows'] }),
  arch: inQuery('arch', 'Only workers for this processor', { enum: ['x86_64', 'aarch64'] }),
  type: inQuery('type', 'Only workers of this type, such as cuda', { type: 'string', maxLength: 64 }),
  q: inQuery('q', 'Words that occur in id, name or description', { type: 'string', maxLength: 100 }),
};

function failure(description: string, headers?: Json): Json {
  return { description, content: json('Error'), ...(headers && { headers }) };
}

const RESPONSES: Json = {
  '304': { description: 'The client has the current version' },
  '400': failure('A parameter is malformed'),
  '404': failure('Not found'),
  '429': failure('Too many requests', { 'Retry-After': { schema: { type: 'integer' } } }),
  '500': failure('The registry failed'),
};

const SCHEMAS: Json = {
  Health: {
    type: 'object',
    properties: {
      status: { const: 'ok' },
      service: { const: 'worker-catalog' },
      version: { type: 'string' },
    },
    required: ['status', 'service', 'version'],
    additionalProperties: false,
  },
  WorkerList: {
    type: 'object',
    properties: { workers: { type: 'array', items: ref('schemas', 'Worker') } },
    required: ['workers'],
    additionalProperties: false,
  },
  VersionList: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      current: { type: 'string', description: 'The version that is offered, where there is one' },
      versions: { type: 'array', items: ref('schemas', 'Worker'), minItems: 1 },
    },
    required: ['id', 'versions'],
    additionalProperties: false,
  },
  Error: {
    type: 'object',
    properties: {
      error: { type: 'string' },
      parameter: { type: 'string', description: 'The query parameter that is bad' },
    },
    required: ['error'],
    additionalProperties: false,
  },
};

/** As the registry itself checks it. */
function workerSchema(): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(workerMetadata, { io: 'output' });
  return schema;
}
