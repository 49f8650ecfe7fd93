import { existsSync } from 'node:fs';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { claimState } from '../src/daemon-record.js';

test('a system that does not tell processes apart is refused, and nothing is made', async () => {
  const stateDir = path.join(await useTempDir(), 'state');
  expect(await rejectionOf(claimState(stateDir, async () => undefined))).toMatchObject({
    code: 'SYSTEM_UNSUPPORTED',
    hint: expect.stringContaining('Linux and macOS'),
  });
  expect(existsSync(stateDir)).toBe(false);
});
