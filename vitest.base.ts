import { defineConfig } from 'vitest/config';

/** What every package is tested with. Tests that start real tools get twenty seconds. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    restoreMocks: true,
    expect: { requireAssertions: true },
  },
});
