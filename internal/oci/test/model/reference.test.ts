import { describe, expect, it } from 'vitest';
import { parseReference, tagOf } from '../../src/index.js';

describe('parseReference', () => {
  it.each([
    ['oci://localhost:5000/workers', { origin: 'http://localhost:5000', repository: 'workers' }],
    ['oci://example.org/a/b:v1', { origin: 'https://example.org', repository: 'a/b', tag: 'v1' }],
    ['oci+http://store.lan:80/a__b:1', { origin: 'http://store.lan', repository: 'a__b', tag: '1' }],
    ['oci://[::1]:5000/a:x', { origin: 'http://[::1]:5000', repository: 'a', tag: 'x' }],
  ])('reads %s', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
  });

  it.each([
    'localhost:5000/workers',
    'oci://host',
    'oci://host/UPPER',
    'oci://host/a/../b',
    'oci://user:pw@host/a',
    'oci://host/a:',
    'oci://host/a@sha256:12',
    'oci://host/a?x=y',
    'https://host/a',
  ])('refuses %s', (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'REFERENCE_INVALID' }));
  });
});

describe('tagOf', () => {
  it('maps what a tag may not have', () => {
    expect(tagOf('1:2.0+cuda')).toBe('1_2.0_cuda');
    expect(tagOf('.x')).toBe('_.x');
    expect(tagOf('x'.repeat(300))).toHaveLength(128);
  });
});
