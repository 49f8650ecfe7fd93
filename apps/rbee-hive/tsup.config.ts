import { cp } from 'node:fs/promises';
import { defineProgram } from '../../tsup.program.js';

export default defineProgram({
  entry: ['src/cli.ts'],
  external: ['openpgp', '@huggingface/jinja'],
  // Beside the chunks that ask for them.
  onSuccess: async () => {
    await cp('../worker-registry/workers', 'dist/workers', { recursive: true });
    await cp('../hive-page/dist', 'dist/page', { recursive: true });
  },
});
