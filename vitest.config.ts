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
    // Tests wait for programs, timers and sockets a third of their time: one more than the cores of a small machine.
    maxWorkers: 3,
  },
});
