import { defineConfig } from 'vitest/config';
import base from '../../vitest.base.js';

/**
 * What holds the daemon to what is promised in seconds, under a load of its own. It runs after all other tests: beside
 * them, it would measure their load too.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    name: 'rbee-hive-daemon under load',
    include: ['test/load/**/*.test.ts'],
    sequence: { groupOrder: 1 },
  },
});
