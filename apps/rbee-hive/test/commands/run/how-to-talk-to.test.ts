import { FIXED_LAUNCH } from '@rbee/worker-catalog';
import { expect, test } from 'vitest';
import { howToTalkTo } from '../../../src/commands/run/how-to-talk-to.js';

const URL = 'http://127.0.0.1:1234';

test('a worker is used by what it does', () => {
  const scribe = { ...FIXED_LAUNCH, tasks: ['transcription'] as const };
  expect(howToTalkTo({ id: 'scribe', launch: scribe }, URL)).toEqual([
    `scribe is ready at ${URL}. Use it:`,
    '  rbee-hive transcribe FILE',
  ]);
  const chatty = { ...FIXED_LAUNCH, tasks: ['chat', 'completion'] as const };
  for (const worker of [{ id: 'chatty', launch: chatty }, { id: 'chatty' }])
    expect(howToTalkTo(worker, URL).join('\n')).toContain(`${URL}/v1/chat/completions`);
});
