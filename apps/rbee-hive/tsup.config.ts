import { execFileSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { defineProgram } from '../../tsup.program.js';

export default defineProgram({
  entry: ['src/cli.ts'],
  external: ['openpgp', '@huggingface/jinja'],
  // Beside the chunks that ask for them.
  onSuccess: async () => {
    await cp('../worker-registry/workers', 'dist/workers', { recursive: true });
    await cp('../hive-page/dist', 'dist/page', { recursive: true });
    await mkdir('dist/man', { recursive: true });
    await writeFile('dist/man/rbee-hive.1', execFileSync(process.execPath, ['dist/cli.js', 'man']));
  },
});
