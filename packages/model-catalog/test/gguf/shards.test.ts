import { expect, test } from 'vitest';
import { parseShardName, shardNames } from '../../src/gguf/shards.js';

test('the parts of a model have five digits, and count from 1', () => {
  expect(parseShardName('a-b-00002-of-00003.gguf')).toStrictEqual({ stem: 'a-b', number: 2, count: 3 });
  expect(shardNames('a-00002-of-00002.gguf')).toStrictEqual([
    'a-00001-of-00002.gguf',
    'a-00002-of-00002.gguf',
  ]);
});

test.each([
  'a.gguf',
  'a-1-of-2.gguf',
  'a-00003-of-00002.gguf',
  'a-00000-of-00002.gguf',
  'a-00001-of-99999.gguf',
])('%s is not the name of a part', (name) => {
  expect(parseShardName(name)).toBeUndefined();
  expect(shardNames(name)).toStrictEqual([name]);
});
