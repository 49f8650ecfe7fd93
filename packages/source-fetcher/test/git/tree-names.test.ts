import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, startGitServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources } from '../../src/index.js';
import { hexDigest, request, useWorkspace } from '../support/workspace.js';

/** What Linux and git take for a name, and others would not. */
const NAMES = [
  'caf\u00e9',
  'caf\u00e8',
  'back\\slash',
  'c:x',
  'new\nline',
  'tab\tx',
  'end.',
  ' ',
  '\u0001',
  '\u00ff\u00fe',
  '-rf',
  'COM1',
];

const inFolder = (folder: string, name: string) =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);

describe.runIf(process.platform === 'linux')('names that are not UTF-8 or odd', () => {
  test.each(['embedded', 'system', 'auto'] as const)(
    'are kept byte for byte, %s git',
    { timeout: 60_000 },
    async (git) => {
      const workspace = await useWorkspace();
      const repository = await createGitRepository(path.join(workspace.root, 'remote/r'));
      for (const name of NAMES) await writeFile(inFolder(repository.folder, name), name);
      await symlink(Buffer.from('caf\u00e9', 'latin1'), inFolder(repository.folder, 'link\u00e9'));
      const commit = await repository.commit({ 'sub/a': 'a' });
      const tar = execFileSync('git', ['archive', '--format=tar', commit], { cwd: repository.folder });
      const { url } = await startGitServer(path.join(workspace.root, 'remote'));
      const checksums = { sha256: hexDigest('sha256', tar) };
      await fetchSources([request(`git+${url}/r#commit=${commit}`, { checksums })], { ...workspace, git });
      const folder = path.join(workspace.srcDir, 'r');
      const found = (await readdir(folder, 'buffer')).map((name) => name.toString('latin1'));
      expect(found.sort()).toEqual(['.git', 'sub', 'link\u00e9', ...NAMES].sort());
      for (const name of NAMES) expect(await readFile(inFolder(folder, name), 'utf8')).toBe(name);
      const status = () => execFileSync('git', ['status', '--porcelain'], { cwd: folder }).toString();
      expect(status()).toBe('');
      await rm(inFolder(folder, 'c:x'));
      expect(status()).toBe(' D c:x\n');
    },
  );
});
