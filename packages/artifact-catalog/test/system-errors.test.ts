import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { describingSystemErrors } from '../src/system-errors.js';

const deed = { what: 'write', where: '/x' };
const systemError = (code: string) => Object.assign(new Error(`${code}: failed`), { code, syscall: 'open' });

describe('describingSystemErrors', () => {
  test.each([
    ['ENOSPC', 'Free some disk space.'],
    ['EDQUOT', 'Free some of your disk quota.'],
    ['EROFS', 'The file system is read-only: choose another folder or mount it writable.'],
    ['EIO', undefined],
  ])('says of %s what was being done', async (code, hint) => {
    const cause = systemError(code);
    expect(await rejectionOf(describingSystemErrors(deed, () => Promise.reject(cause)))).toMatchObject({
      code: 'IO',
      message: `Could not write "/x": ${code}: failed.`,
      hint,
      cause,
    });
  });

  test("lets every other error and the signal's own reason pass", async () => {
    const other = new TypeError('x');
    expect(await rejectionOf(describingSystemErrors(deed, () => Promise.reject(other)))).toBe(other);
    const controller = new AbortController();
    const reason = systemError('ENOSPC');
    const work = async () => controller.abort(reason);
    const cancelled = describingSystemErrors({ ...deed, signal: controller.signal }, async () => {
      await work();
      controller.signal.throwIfAborted();
    });
    expect(await rejectionOf(cancelled)).toBe(reason);
  });
});
