import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withLastAccessed, withoutLastAccessed } from '../../src/change/last-accessed.js';

const TIME = '2026-01-02T03:04:05.000Z';

describe('withLastAccessed', () => {
  test.each([
    ['{"a":1,"last_accessed":null}', `{"a":1,"last_accessed":"${TIME}"}`],
    ['{ "last_accessed" : null , "a" : 1 }', `{ "last_accessed" : "${TIME}" , "a" : 1 }`],
    ['{"last_accessed":{"deep":[1,{}]},"a":"}"}', `{"last_accessed":"${TIME}","a":"}"}`],
    ['{"a":{"last_accessed":1},"last_accessed":2}', `{"a":{"last_accessed":1},"last_accessed":"${TIME}"}`],
    ['{"last_accessed":1,"last_accessed":2}', `{"last_accessed":1,"last_accessed":"${TIME}"}`],
    ['{"last\\u005faccessed":1}', `{"last\\u005faccessed":"${TIME}"}`],
    ['{"a":"\\\\\\"","last_accessed":[]}', `{"a":"\\\\\\"","last_accessed":"${TIME}"}`],
    ['{"a":"last_accessed"}\n', `{"a":"last_accessed",\n  "last_accessed": "${TIME}"\n}\n`],
    ['\ufeff{"last_accessed":0}', `\ufeff{"last_accessed":"${TIME}"}`],
  ])('in %j changes nothing else', (text, expected) => {
    expect(withLastAccessed(text, TIME).text).toBe(expected);
  });

  test('reads a value that is nested a hundred thousand deep', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(withLastAccessed(`{"deep":${deep},"last_accessed":${deep}}`, TIME).text).toBe(
      `{"deep":${deep},"last_accessed":"${TIME}"}`,
    );
  });

  test('keeps numbers that JavaScript cannot hold', () => {
    const numbers = '"n":9007199254740993,"f":0.1000000000000000055511151231257827,"e":1e400';
    expect(withLastAccessed(`{${numbers},"last_accessed":null}`, TIME).text).toBe(
      `{${numbers},"last_accessed":"${TIME}"}`,
    );
  });

  test('says where a value of the same length can be written over the old one', () => {
    const { text, patch } = withLastAccessed('{"é":"😀","last_accessed":"2025-01-02T03:04:05.000Z"}', TIME);
    expect(patch).toStrictEqual({ offset: 29, value: `"${TIME}"` });
    expect(Buffer.from(text).subarray(29, 31).toString()).toBe('"2');
    expect(withLastAccessed('{"last_accessed":null}', TIME).patch).toBeUndefined();
    expect(withLastAccessed('{"a":1}', TIME).patch).toBeUndefined();
  });

  test('of any object is that object with another last_accessed', () => {
    const object = fc.dictionary(fc.oneof(fc.string(), fc.constant('last_accessed')), fc.jsonValue(), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 2, '\t'), (value, space) => {
        const { text } = withLastAccessed(JSON.stringify(value, null, space), TIME);
        expect(JSON.parse(text)).toStrictEqual(JSON.parse(JSON.stringify({ ...value, last_accessed: TIME })));
      }),
    );
  });
});

test('withoutLastAccessed makes records equal that differ in nothing else', () => {
  const [never, once, again] = [null, TIME, '2027-01-02T03:04:05.000Z'].map((time) =>
    withoutLastAccessed(JSON.stringify({ a: 1, last_accessed: time, b: 2 })),
  );
  expect(once).toBe(never);
  expect(again).toBe(never);
  expect(withoutLastAccessed('{"a":2,"last_accessed":null,"b":2}')).not.toBe(never);
});
