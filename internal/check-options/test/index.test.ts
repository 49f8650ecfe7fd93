import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  environmentSchema,
  findOptionProblem,
  functionSchema,
  objectWith,
  optionsSchema,
  signalSchema,
} from '../src/index.js';

interface Options {
  readonly mode: 'fast' | 'slow';
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: (() => void) | undefined;
  readonly place?: string | { readonly url: string } | undefined;
}

const Schema = optionsSchema<Options>({
  mode: z.enum(['fast', 'slow']),
  signal: signalSchema.optional(),
  onEvent: functionSchema<() => void>().optional(),
  place: z.union([z.string(), z.strictObject({ url: z.string() })]).optional(),
});

test.each([
  [{ mode: 'fast' }],
  [{ mode: 'slow', signal: undefined, onEvent: undefined }],
  [{ mode: 'slow', signal: new AbortController().signal, onEvent: () => {}, place: { url: 'x' } }],
])('(%#) is as it should be', (value) => {
  expect(findOptionProblem(Schema, value)).toBeUndefined();
});

test.each([
  [undefined, /^the whole: .*expected object/],
  [null, /^the whole: /],
  [{}, /^mode: .*"fast"\|"slow"/],
  [{ mode: true }, /^mode: /],
  [{ mode: 'fast', moed: 1 }, /^the whole: Unrecognized key: "moed"/],
  [{ mode: 'fast', signal: {} }, /^signal: .*AbortSignal/],
  [{ mode: 'fast', onEvent: 'print' }, /^onEvent: .*function/],
  [{ mode: 'fast', place: { url: 7 } }, /^place\.url: /],
  [{ mode: 'fast', place: 7 }, /^place: /],
])('(%#) is told of by name', (value, problem) => {
  expect(findOptionProblem(Schema, value)).toMatch(problem);
});

test('an object is told by its methods', () => {
  const Registry = objectWith<{ list(): void }>('a registry', ['list']);
  expect(findOptionProblem(Registry, { list() {} })).toBeUndefined();
  expect(
    findOptionProblem(
      Registry,
      new (class {
        list() {}
      })(),
    ),
  ).toBeUndefined();
  for (const value of [undefined, null, 'x', {}, { list: 1 }])
    expect(findOptionProblem(Registry, value)).toContain('expected a registry');
});

test('an environment is names with texts', () => {
  for (const value of [process.env, {}, { PATH: '/bin', HOME: undefined }])
    expect(findOptionProblem(environmentSchema, value)).toBeUndefined();
  for (const value of [undefined, null, 'PATH=/bin', ['PATH'], { PATH: 7 }])
    expect(findOptionProblem(environmentSchema, value)).toContain('environment variables');
});
