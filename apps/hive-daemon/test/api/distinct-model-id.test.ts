import { expect, test } from 'vitest';
import { distinctModelId } from '../../src/api/distinct-model-id.js';

const FIRST = { id: 'model', model: '/a/model.gguf' };
const SECOND = { id: 'b/model', model: '/b/model.gguf' };

test('a file of a name that another has is called by its folder too, and then by a number', () => {
  expect(distinctModelId('model', '/b/model.gguf', [])).toBe('model');
  expect(distinctModelId('model', '/b/model.gguf', [FIRST])).toBe('b/model');
  expect(distinctModelId('model', '/c/b/model.gguf', [FIRST, SECOND])).toBe('model-2');
  expect(distinctModelId('model', '/model.gguf', [FIRST])).toBe('model-2');
  expect(distinctModelId('model', '/.x/model.gguf', [FIRST, { id: 'model-2' }])).toBe('model-3');
  expect(distinctModelId('model', 'C:\\my models\\model.gguf', [FIRST])).toBe('my-models/model');
});

test('a model that is known keeps what it is called', () => {
  expect(distinctModelId('model', '/a/model.gguf', [SECOND, FIRST])).toBe('model');
  expect(distinctModelId('model', '/b/model.gguf', [SECOND])).toBe('b/model');
  expect(distinctModelId('model', '/a/model.gguf', [{ id: 'named', model: '/a/model.gguf' }])).toBe('model');
});
