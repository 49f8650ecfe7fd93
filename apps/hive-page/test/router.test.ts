import { expect, it } from 'vitest';
import { jobLink, parseQuery, parseRoute, processLink, withQuery, workerLink } from '../src/router.js';

it.each([
  ['', { view: 'workers' }],
  ['#/', { view: 'workers' }],
  ['#/workers', { view: 'workers' }],
  ['#/installed', { view: 'installed' }],
  ['#/models?q=qwen', { view: 'models' }],
  ['#/workers/a?x=1', { view: 'worker', id: 'a' }],
  ['#/machine', { view: 'machine' }],
  ['#/fleet', { view: 'fleet' }],
  ['#/jobs/abc', { view: 'job', id: 'abc' }],
  ['#/workers/org%2Fmodel%3Afile', { view: 'worker', id: 'org/model:file' }],
  ['#/processes/p1', { view: 'process', id: 'p1' }],
  ['#/jobs/a/b', { view: 'unknown' }],
  ['#/jobs/', { view: 'unknown' }],
  ['#/workers/%', { view: 'unknown' }],
  ['#/machine/x', { view: 'unknown' }],
  ['#/toString/x', { view: 'unknown' }],
])('%s', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

it('links lead where they say, whatever the id', () => {
  const id = 'a/b c?#%ä';
  expect(parseRoute(workerLink(id))).toEqual({ view: 'worker', id });
  expect(parseRoute(jobLink(id))).toEqual({ view: 'job', id });
  expect(parseRoute(processLink(id))).toEqual({ view: 'process', id });
});

it('what follows the question mark can be read and changed; what is empty goes away', () => {
  expect(parseQuery('#/workers?q=a+b').get('q')).toBe('a b');
  expect(parseQuery('#/workers').size).toBe(0);
  expect(withQuery('#/workers', { q: 'a b', state: '' })).toBe('#/workers?q=a+b');
  expect(withQuery('#/workers?q=a&state=installed', { q: '' })).toBe('#/workers?state=installed');
  expect(withQuery('#/workers?q=a', { q: '' })).toBe('#/workers');
});
