import { describe, expect, it } from 'vitest';
import { parseDependency, satisfies } from '../../src/index.js';

describe('an expression', () => {
  it.each([
    ['glibc', { name: 'glibc' }],
    ['cuda>=12.1', { name: 'cuda', operator: '>=', version: '12.1' }],
    ['a<1:2-3', { name: 'a', operator: '<', version: '1:2-3' }],
    ['a=1', { name: 'a', operator: '=', version: '1' }],
    ['a<=1', { name: 'a', operator: '<=', version: '1' }],
    ['libx.so=1-64', { name: 'libx.so', operator: '=', version: '1-64' }],
    ['a: for b', { name: 'a', description: 'for b' }],
    ['a>1: for: b', { name: 'a', operator: '>', version: '1', description: 'for: b' }],
    ['a:b', { name: 'a:b' }],
    ['a=>1', { name: 'a=', operator: '>', version: '1' }],
    ['', { name: '' }],
  ])('%s', (expression, expected) => {
    expect(parseDependency(expression)).toEqual({ expression, ...expected });
  });
});

describe('a package', () => {
  const gcc = { name: 'gcc', version: '14.2.0-1', provides: ['gcc-multilib', 'libgo.so=23-64', 'cc=14'] };

  it.each([
    ['gcc', true],
    ['gcc>=14', true],
    ['gcc<14', false],
    ['gcc=14.2.0', true],
    ['gcc=14.2.0-2', false],
    ['gcc-multilib', true],
    ['gcc-multilib>=1', false],
    ['libgo.so', true],
    ['libgo.so=23-64', true],
    ['libgo.so=24-64', false],
    ['cc>13', true],
    ['clang', false],
  ])('meets %s: %s', (dependency, expected) => {
    expect(satisfies(gcc, dependency)).toBe(expected);
    expect(satisfies(gcc, parseDependency(dependency))).toBe(expected);
  });
});
