import { describe, expect, test } from 'vitest';
import { workerArtifactId } from '../../src/index.js';

describe('workerArtifactId', () => {
  test.each([
    [
      { catalogId: 'llm-worker-rbee-cpu', version: '0.1.0', platform: 'Linux' },
      'llm-worker-rbee-cpu-v0.1.0-linux',
    ],
    [{ catalogId: 'LLM-Worker', version: '1.0.0-RC1', platform: 'MacOS' }, 'llm-worker-v1.0.0-rc1-macos'],
    [{ catalogId: 'x', version: '1:2.0+g1~a_b-1', platform: 'Windows' }, 'x-v1:2.0+g1~a_b-1-windows'],
  ] as const)('of %j is %s', (parts, id) => {
    expect(workerArtifactId(parts)).toBe(id);
  });

  const parts = { catalogId: 'worker', version: '1.0', platform: 'Linux' } as const;
  test.each([
    ['catalog id', { ...parts, catalogId: '' }],
    ['catalog id', { ...parts, catalogId: '../worker' }],
    ['catalog id', { ...parts, catalogId: '-worker' }],
    ['catalog id', { ...parts, catalogId: 'a\nb' }],
    ['version', { ...parts, version: '' }],
    ['version', { ...parts, version: '1/..' }],
    ['version', { ...parts, version: ' 1' }],
    ['version', { ...parts, version: '1\n' }],
    ['platform', { ...parts, platform: 'BeOS' as 'Linux' }],
  ])('refuses a bad %s: %j', (part, bad) => {
    expect(() => workerArtifactId(bad)).toThrow(
      expect.objectContaining({ code: 'INVALID_ID', message: expect.stringMatching(`^The ${part} "`) }),
    );
  });

  test('refuses an id that is too long for a folder', () => {
    expect(() => workerArtifactId({ ...parts, catalogId: 'x'.repeat(255) })).toThrow(
      expect.objectContaining({ code: 'INVALID_ID' }),
    );
  });
});
