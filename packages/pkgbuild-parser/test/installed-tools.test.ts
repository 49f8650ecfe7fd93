import { installed } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';

const REQUIRED = ['makepkg', 'vercmp', 'chromium'];

test('where every tool is required, every tool is installed', () => {
  const missing =
    process.env.RBEE_REQUIRE_TOOLS === '1' ? REQUIRED.filter((name) => installed(name).length === 0) : [];
  expect(missing).toEqual([]);
});
