import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Loads bash programs as text, as the build does. */
const bashAsText = {
  name: 'bash-as-text',
  enforce: 'pre',
  load(id: string) {
    return id.endsWith('.bash') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))};` : undefined;
  },
} as const;

/** What every package is tested with. Tests that start real tools get twenty seconds. */
export default defineConfig({
  plugins: [bashAsText],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    restoreMocks: true,
    // Files of a worker share what they import: half of the time went into importing it again for each. What a test changes of
    // a module or the process it puts back.
    isolate: false,
    expect: { requireAssertions: true },
  },
});
