import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';

/**
 * The public conformance suite against our client. Its tests take minutes: `RBEE_TUF_CONFORMANCE` names the folder of a
 * checkout of theupdateframework/tuf-conformance, whose requirements `python3` has, beside Debian's `faketime`.
 */
const suite = process.env.RBEE_TUF_CONFORMANCE;

it.skipIf(suite === undefined)(
  'the public conformance suite passes (RBEE_TUF_CONFORMANCE=FOLDER)',
  { timeout: 1_800_000 },
  async () => {
    const folder = await useTempDir();
    const entry = path.join(folder, 'client');
    const loader = path.resolve(import.meta.dirname, '../../../../node_modules/.bin/tsx');
    const client = path.join(import.meta.dirname, 'tuf-client.ts');
    await writeFile(entry, `#!/bin/sh\nexec '${loader}' '${client}' "$@"\n`);
    await chmod(entry, 0o755);
    const args = ['-m', 'pytest', 'tuf_conformance', '--entrypoint', entry, '-q', '-p', 'no:cacheprovider'];
    const { stdout } = await promisify(execFile)('python3', args, {
      cwd: suite,
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(stdout).toMatch(/\d+ passed/);
  },
);
