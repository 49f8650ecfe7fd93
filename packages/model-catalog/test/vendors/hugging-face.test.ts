import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, tinyGguf, tinyGgufContent, writeGguf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { ModelCatalog } from '../../src/index.js';
import { useHub } from '../support.js';

const q4 = tinyGguf({ name: 'Tiny', metadata: { 'general.file_type': { type: 'u32', value: 15 } } });
const q8 = tinyGguf({ name: 'Tiny', layers: 2 });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const files = {
  'README.md': Buffer.from('# Tiny'),
  'tiny-Q4_K_M.gguf': q4,
  'tiny-Q8_0.gguf': q8,
  'mmproj-tiny-F16.gguf': writeGguf({ metadata: {}, tensors: [] }),
};
const tiny = { 'org/tiny-GGUF': { files, license: 'mit' } };
const parts = tinyGgufContent({ layers: 2 });
const split = {
  'big/big-Q4_K_M-00001-of-00002.gguf': writeGguf({ ...parts, tensors: parts.tensors.slice(0, 5) }),
  'big/big-Q4_K_M-00002-of-00002.gguf': writeGguf({ metadata: {}, tensors: parts.tensors.slice(5) }),
};
const safetensors = {
  'config.json': Buffer.from('{"model_type":"llama"}'),
  'tokenizer.json': Buffer.from('{}'),
  LICENSE: Buffer.from('MIT'),
  'README.md': Buffer.from('#'),
  'model-00001-of-00002.safetensors': Buffer.alloc(5000, 1),
  'model-00002-of-00002.safetensors': Buffer.alloc(5000, 2),
  'onnx/model.safetensors': Buffer.alloc(10),
};

describe('a model of a hub', () => {
  test('comes with its projector, from one commit, verified and described', async () => {
    const { hub, catalog, call, events, root } = await useHub({ repositories: tiny });
    const model = await catalog.provisionAndAdd('hf:org/tiny-GGUF', call);
    const folder = path.join(root, 'hf%3Aorg%2Ftiny-%47%47%55%46%3A%514_%4B_%4D');
    expect(model).toMatchObject({
      id: 'hf:org/tiny-GGUF:Q4_K_M',
      name: 'tiny-GGUF Q4_K_M',
      author: 'org',
      source: `${hub.url}/org/tiny-GGUF`,
      path: path.join(folder, 'tiny-Q4_K_M.gguf'),
      mmproj: path.join(folder, 'mmproj-tiny-F16.gguf'),
      size: q4.length + files['mmproj-tiny-F16.gguf'].length,
      status: 'Available',
      commit: hub.commit('org/tiny-GGUF'),
      license: 'mit',
      format: 'gguf',
      vendor: 'huggingface',
      requested: 'hf:org/tiny-GGUF',
      storage: 'owned',
      modelType: 'llama',
      gguf: {
        architecture: 'llama',
        quantization: 'Q4_K_M',
        contextLength: 256,
        layers: 1,
        hasChatTemplate: true,
      },
    });
    expect(model.files).toStrictEqual([
      { path: 'tiny-Q4_K_M.gguf', size: q4.length, role: 'weights', digest: `sha256:${sha256(q4)}` },
      expect.objectContaining({ path: 'mmproj-tiny-F16.gguf', role: 'projector' }),
    ]);
    expect((await readFile(model.path)).equals(q4)).toBe(true);
    expect(await catalog.list()).toStrictEqual([model]);
    expect(await catalog.verify(model.id)).toStrictEqual({ id: model.id, verdict: 'intact' });
    expect(
      events.filter(({ type }) => type === 'step-end').map((event) => 'step' in event && event.step),
    ).toStrictEqual(['resolve', 'check', 'fetch', 'read', 'catalog']);
    expect(events.every(({ jobId }) => jobId === 'job-1')).toBe(true);
    expect(
      hub.requests.filter(({ path: asked }) => asked.includes('/resolve/')).map(({ path: asked }) => asked),
    ).toStrictEqual([
      `/org/tiny-GGUF/resolve/${hub.commit('org/tiny-GGUF')}/tiny-Q4_K_M.gguf`,
      `/org/tiny-GGUF/resolve/${hub.commit('org/tiny-GGUF')}/mmproj-tiny-F16.gguf`,
    ]);
    expect((await readdir(root)).sort()).toStrictEqual(['@downloads', '@staging', path.basename(folder)]);
  });

  test('asked for again, is there without a request', async () => {
    const { hub, catalog, call, events } = await useHub({ repositories: tiny });
    const model = await catalog.provisionAndAdd('hf:org/tiny-GGUF', call);
    const before = hub.requests.length;
    expect(await catalog.provisionAndAdd('hf:org/tiny-GGUF', call)).toStrictEqual(model);
    expect(await catalog.provisionAndAdd(model.id, call)).toStrictEqual(model);
    expect(hub.requests).toHaveLength(before);
    expect(events.at(-1)).toStrictEqual({ type: 'model-exists', jobId: 'job-1', id: model.id });
  });

  test.each([
    ['hf:org/tiny-GGUF:Q8_0', 'hf:org/tiny-GGUF:Q8_0', 'tiny-Q8_0.gguf'],
    ['hf:org/tiny-GGUF:q8_0', 'hf:org/tiny-GGUF:Q8_0', 'tiny-Q8_0.gguf'],
    ['hf:org/tiny-GGUF:tiny-Q8_0.gguf', 'hf:org/tiny-GGUF:Q8_0', 'tiny-Q8_0.gguf'],
    ['hf:org/tiny-GGUF@main', 'hf:org/tiny-GGUF:Q4_K_M@main', 'tiny-Q4_K_M.gguf'],
  ])('%s is %s', async (reference, id, file) => {
    const { catalog } = await useHub({ repositories: tiny });
    const plan = await catalog.plan(reference);
    expect([plan.id, plan.files[0]?.name]).toStrictEqual([id, file]);
  });

  test('a plan says sizes, terms, what else there is, and fetches nothing', async () => {
    const repositories = { 'org/tiny-GGUF': { files, gated: { accepted: [] } } };
    const { hub, catalog, root } = await useHub({ repositories });
    const plan = await catalog.plan('hf:org/tiny-GGUF:Q8_0');
    expect(plan).toMatchObject({
      vendor: 'huggingface',
      gated: true,
      present: 'no',
      bytes: q8.length + files['mmproj-tiny-F16.gguf'].length,
      disk: { isEnough: true, neededBytes: q8.length + files['mmproj-tiny-F16.gguf'].length },
      choices: [
        { label: 'Q4_K_M', file: 'tiny-Q4_K_M.gguf', bytes: q4.length },
        { label: 'Q8_0', file: 'tiny-Q8_0.gguf', bytes: q8.length },
      ],
    });
    expect(hub.cdn.requests).toStrictEqual([]);
    expect(await readdir(root)).toStrictEqual([]);
  });

  test('what a plan names can be read from the server, its header alone', async () => {
    const { hub, catalog } = await useHub({ repositories: tiny });
    const facts = await catalog.facts(await catalog.plan('hf:org/tiny-GGUF:Q8_0'));
    expect(facts).toMatchObject({ architecture: 'llama', fileBytes: q8.length });
    expect(facts.layers).toHaveLength(2);
    expect(hub.cdn.requests.every(({ headers }) => headers.range !== undefined)).toBe(true);
  });

  test('a model in parts has all of them under their names', async () => {
    const { catalog, call } = await useHub({ repositories: { 'org/big': { files: split } }, pageSize: 1 });
    const model = await catalog.provisionAndAdd('hf:org/big', call);
    expect(model.id).toBe('hf:org/big:Q4_K_M');
    expect(model.files?.map(({ path: name }) => name)).toStrictEqual(Object.keys(split));
    expect(path.basename(model.path)).toBe('big-Q4_K_M-00001-of-00002.gguf');
    expect((await catalog.facts(model)).fileCount).toBe(2);
  });

  test('safetensors come with all that belongs to them', async () => {
    const { catalog, call } = await useHub({ repositories: { 'org/whole': { files: safetensors } } });
    const model = await catalog.provisionAndAdd('hf:org/whole', call);
    expect(model).toMatchObject({ id: 'hf:org/whole', format: 'safetensors' });
    expect(model.files?.map(({ path: name }) => name).sort()).toStrictEqual([
      'LICENSE',
      'config.json',
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
      'tokenizer.json',
    ]);
    expect(await catalog.verify(model.id)).toMatchObject({ verdict: 'intact' });
  });

  test('a repository that was renamed is found, and has its present name', async () => {
    const { catalog, call } = await useHub({ repositories: tiny, renamed: { 'old/name': 'org/tiny-GGUF' } });
    const model = await catalog.provisionAndAdd('hf:old/name:Q4_K_M', call);
    expect(model.id).toBe('hf:org/tiny-GGUF:Q4_K_M');
  });

  test('another state of its branch replaces it when that is asked for, and not before', async () => {
    const repositories = { 'org/tiny-GGUF': { files: { ...files } as Record<string, Uint8Array> } };
    const { catalog, call } = await useHub({ repositories });
    const first = await catalog.provisionAndAdd('hf:org/tiny-GGUF:Q8_0', call);
    repositories['org/tiny-GGUF'].files['tiny-Q8_0.gguf'] = q4;
    expect((await catalog.provisionAndAdd('hf:org/tiny-GGUF:Q8_0', call)).commit).toBe(first.commit);
    expect((await catalog.plan('hf:org/tiny-GGUF:Q8_0')).present).toBe('other');
  });
});

describe('what a hub refuses', () => {
  const gated = { 'org/gated': { files, gated: { accepted: ['hf_yes'] } } };
  const hidden = { 'org/private': { files, visibleTo: ['hf_yes'] } };

  const token = 'hf_no';
  const empty = { 'org/empty': { files: {} } };
  test.each([
    { reference: 'hf:org/none', code: 'MODEL_NOT_FOUND', hint: 'a private model needs a token' },
    { reference: 'hf:org/none', token, code: 'MODEL_NOT_FOUND', hint: 'Check how it is written' },
    { reference: 'hf:org/private', code: 'MODEL_NOT_FOUND', hint: 'a private model needs a token' },
    { reference: 'hf:org/tiny-GGUF@v9', code: 'REVISION_NOT_FOUND', hint: 'branch, a tag or a commit' },
    { reference: 'hf:org/tiny-GGUF:Q2_K', code: 'FILE_NOT_FOUND', hint: 'It has Q4_K_M, Q8_0.' },
    { reference: 'hf:org/gated', code: 'GATED', hint: 'then pass a token' },
    { reference: 'hf:org/gated', token, code: 'GATED', hint: 'with the account of your token' },
    { reference: 'hf:org/empty', code: 'NO_WEIGHTS', hint: '-GGUF' },
  ])('$reference with the token $token is $code', async ({ reference, code, hint, ...options }) => {
    const { catalog, call, root } = await useHub(
      { repositories: { ...tiny, ...gated, ...hidden, ...empty } },
      options,
    );
    await expect(catalog.provisionAndAdd(reference, call)).rejects.toMatchObject({
      name: 'ModelCatalogError',
      code,
      hint: expect.stringContaining(hint),
    });
    expect((await readdir(root)).filter((name) => !name.startsWith('@'))).toStrictEqual([]);
  });

  test('a limit says how long to wait, and a short one is waited for', async () => {
    const headers = { ratelimit: '"api";r=0;t=55' };
    const limited = await useHub({
      repositories: tiny,
      behave: () => ({ type: 'status', status: 429, headers }),
    });
    await expect(limited.catalog.plan('hf:org/tiny-GGUF')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMilliseconds: 55_000,
      message: expect.stringContaining('for 55 s'),
    });
    expect(limited.hub.requests).toHaveLength(1);
    const short = await useHub({
      repositories: tiny,
      behave: ({ count }) => (count === 1 ? { type: 'status', status: 503 } : undefined),
    });
    expect((await short.catalog.plan('hf:org/tiny-GGUF')).present).toBe('no');
  });

  test.each([
    ['not JSON', { type: 'status', status: 200, body: '<html>' }],
    ['no model', { type: 'status', status: 200, body: '{"id":5}' }],
    ['a status of its own', { type: 'status', status: 418 }],
  ] as const)('%s is INVALID_ANSWER', async (_, behaviour) => {
    const { catalog } = await useHub({ repositories: tiny, behave: () => behaviour });
    await expect(catalog.plan('hf:org/tiny-GGUF')).rejects.toMatchObject({ code: 'INVALID_ANSWER' });
  });

  test.each([
    '../../evil.gguf',
    '/etc/evil.gguf',
    'a/../../evil.gguf',
    'metadata.json/x.gguf',
    'a\u0000.gguf',
  ])('a file called %j is never written', async (name) => {
    const body = JSON.stringify([
      { type: 'file', path: name, size: 5, lfs: { oid: 'a'.repeat(64), size: 5 } },
    ]);
    const { catalog, call, folder } = await useHub({
      repositories: tiny,
      behave: ({ path: asked }) =>
        asked.includes('/tree/') ? { type: 'status', status: 200, body } : undefined,
    });
    await expect(catalog.provisionAndAdd('hf:org/tiny-GGUF', call)).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
    });
    expect(await readdir(folder)).toStrictEqual(['models']);
  });

  test('a listing that continues at another place is not followed there with the token', async () => {
    const headers = { link: '<http://127.0.0.1:1/steal>; rel="next"' };
    const { catalog } = await useHub(
      {
        repositories: tiny,
        behave: ({ path: asked }) =>
          asked.includes('/tree/') ? { type: 'status', status: 200, body: '[]', headers } : undefined,
      },
      { token: 'hf_secret' },
    );
    await expect(catalog.plan('hf:org/tiny-GGUF')).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining('continues at another place'),
    });
  });

  test('wrong bytes leave nothing', async () => {
    const { catalog, call, root } = await useHub({
      repositories: tiny,
      behaveCdn: () => ({ type: 'corrupt' }),
    });
    await expect(catalog.provisionAndAdd('hf:org/tiny-GGUF', call)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    expect(await readdir(path.join(root, '@downloads'))).toStrictEqual([]);
    expect(await readdir(path.join(root, '@staging'))).toStrictEqual([]);
    expect(await catalog.count()).toBe(0);
  });

  test('without the network nothing is asked', async () => {
    const { hub, catalog } = await useHub({ repositories: tiny }, { downloads: { offline: true } });
    await expect(catalog.plan('hf:org/tiny-GGUF')).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(hub.requests).toStrictEqual([]);
  });
});

describe('the token', () => {
  test('goes to the hub alone, with every request, and into no record or event', async () => {
    const { hub, catalog, call, events } = await useHub(
      { repositories: { 'org/private': { files, visibleTo: ['hf_secret'] } } },
      { token: 'hf_secret' },
    );
    const model = await catalog.provisionAndAdd('hf:org/private', call);
    expect(new Set(hub.requests.map(({ headers }) => headers.authorization))).toStrictEqual(
      new Set(['Bearer hf_secret']),
    );
    expect(new Set(hub.cdn.requests.map(({ headers }) => headers.authorization))).toStrictEqual(
      new Set([undefined]),
    );
    const record = await readFile(path.join(path.dirname(model.path), 'metadata.json'), 'utf8');
    expect(record + JSON.stringify(events)).not.toContain('hf_secret');
  });

  test('goes nowhere that is not encrypted', async () => {
    const open = (endpoint: string) =>
      ModelCatalog.open({ root: '/tmp/x', huggingFace: { endpoint, token: 'hf_x' } });
    expect(await rejectionOf(open('http://hub.example'))).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(await rejectionOf(open('https://me:pw@hub.example'))).toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.not.stringContaining('pw'),
    });
  });
});

test('a search lists what to pull', async () => {
  const { catalog } = await useHub({ repositories: { ...tiny, 'other/thing': { files } } });
  expect(await catalog.search('TINY', { limit: 5 })).toStrictEqual([
    {
      reference: 'hf:org/tiny-GGUF',
      name: 'tiny-GGUF',
      author: 'org',
      downloads: 1234,
      likes: 56,
      gated: false,
      license: 'mit',
      updatedAt: '2026-01-02T03:04:05.000Z',
      task: 'text-generation',
    },
  ]);
});
