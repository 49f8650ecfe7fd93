import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      'packages/*',
      'apps/*',
      'internal/*',
      'docs',
      'examples',
      'tools',
      '{packages,apps}/*/vitest.load.config.ts',
    ],
    maxWorkers: 2,
  },
});
