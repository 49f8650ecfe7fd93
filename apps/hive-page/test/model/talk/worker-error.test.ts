import { expect, it } from 'vitest';
import { errorOfBody } from '../../../src/model/talk/worker-error.js';

it.each([
  [
    'the hive',
    '{"error":{"code":"NOT_FOUND","message":"No.","hint":"Try."}}',
    { code: 'NOT_FOUND', message: 'No.', hint: 'Try.' },
  ],
  [
    'llama.cpp',
    '{"error":{"message":"Loading model","type":"unavailable_error","code":503}}',
    { code: 'unavailable_error', message: 'Loading model' },
  ],
  ['stable-diffusion.cpp', '{"error":"prompt required"}', { code: 'STATUS_503', message: 'prompt required' }],
  ['vLLM', '{"detail":"Not Found"}', { code: 'STATUS_503', message: 'Not Found' }],
  ['FastAPI', '{"detail":[{"loc":["body"]}]}', { code: 'STATUS_503', message: '[{"loc":["body"]}]' }],
  ['whisper.cpp', 'Invalid request', { code: 'STATUS_503', message: 'Invalid request' }],
  ['ollama', '{"message":"model busy"}', { code: 'STATUS_503', message: 'model busy' }],
  ['a page', '<html>nginx</html>', undefined],
  ['nothing', '', undefined],
  ['an empty object', '{}', undefined],
])('reads the error of %s', (_server, body, error) => {
  expect(errorOfBody(body, 503)).toEqual(error);
});

it('a very long message is cut', () => {
  expect(errorOfBody('x'.repeat(5_000), 500)?.message).toHaveLength(502);
});
