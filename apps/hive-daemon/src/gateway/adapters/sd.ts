import { DaemonError } from '../../errors.js';
import { askEngine } from '../relay/upstream.js';
import { passAnswer } from './pass-answer.js';
import type { Adapter } from './types.js';

/** For stable-diffusion.cpp's server: images as base64 only, and errors that are plain strings. */
export const sdAdapter: Adapter = async ({ body, engine, reply, meter, model }) => {
  if (body.type !== 'json') return false;
  const { response_format: format = 'b64_json' } = body.value;
  if (format !== 'b64_json') {
    throw new DaemonError({
      code: 'BAD_REQUEST',
      message: 'This model gives images as "b64_json" only.',
      path: 'response_format',
    });
  }
  const answer = await askEngine(engine, {
    path: '/v1/images/generations',
    headers: { 'content-type': 'application/json' },
    body: body.text,
    signal: reply.signal,
  });
  meter.firstToken();
  return passAnswer(answer, { reply, model });
};
