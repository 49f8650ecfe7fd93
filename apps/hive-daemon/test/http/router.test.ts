import { describe, expect, test } from 'vitest';
import { createRouter, type Route } from '../../src/http/router.js';

const route = (method: Route['method'], path: string): Route => ({
  ...{ method, path, summary: path },
  handle: () => undefined,
});

const find = createRouter([
  route('GET', '/v1/jobs'),
  route('POST', '/v1/jobs'),
  route('GET', '/v1/jobs/:id'),
  route('DELETE', '/v1/jobs/:id'),
  route('GET', '/v1/jobs/:id/stream'),
  route('*', '/v1/processes/:id/http/*'),
]);

describe('a request', () => {
  test.each([
    ['GET /v1/jobs', 'GET /v1/jobs', {}],
    ['HEAD /v1/jobs', 'GET /v1/jobs', {}],
    ['POST /v1/jobs', 'POST /v1/jobs', {}],
    ['GET /v1/jobs/7', 'GET /v1/jobs/:id', { id: '7' }],
    ['DELETE /v1/jobs/a%2Fb', 'DELETE /v1/jobs/:id', { id: 'a/b' }],
    ['GET /v1/jobs/7/stream', 'GET /v1/jobs/:id/stream', { id: '7' }],
    ['PATCH /v1/processes/p/http/v1/chat', '* /v1/processes/:id/http/*', { id: 'p' }],
    ['GET /v1/processes/p/http/', '* /v1/processes/:id/http/*', { id: 'p' }],
    ['GET /v1/processes/p/http/../../jobs', '* /v1/processes/:id/http/*', { id: 'p' }],
  ])('%s takes %s', (request, expected, params) => {
    const [method = '', path = ''] = request.split(' ');
    const found = find(method, path);
    expect(`${found?.route.method} ${found?.route.path}`).toBe(expected);
    expect(found?.params).toMatchObject(params);
  });

  test.each([
    ['/'],
    ['/v1'],
    ['/v1/'],
    ['/v1/jobs/'],
    ['/v1//jobs'],
    ['/v1/jobs/7/'],
    ['/v1/jobs/../jobs'],
    ['/V1/jobs'],
    ['/v1/processes/p/http'],
    ['//v1/jobs'],
    ['http://x/v1/jobs'],
    ['*'],
    [''],
  ])('of %j has no route', (path) => {
    const thrown = () => find('GET', path)?.route;
    try {
      expect(thrown()).toBeUndefined();
    } catch (error) {
      // An id that is empty names nothing.
      expect(error).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test.each([['PUT'], ['DELETE'], ['OPTIONS']])('%s where another method is taken says which', (method) => {
    expect(() => find(method, '/v1/jobs')).toThrow(
      expect.objectContaining({ code: 'METHOD_NOT_ALLOWED', hint: 'It takes GET, POST.' }),
    );
  });

  test.each([['/v1/jobs/%'], ['/v1/jobs/%00'], ['/v1/jobs/%ff'], [`/v1/jobs/${'a'.repeat(600)}`]])(
    'of %s names nothing',
    (path) => {
      expect(() => find('GET', path)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    },
  );
});
