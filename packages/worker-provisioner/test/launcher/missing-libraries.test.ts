import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createSnapshotMachine } from '@rbee/aur-arch';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { findMissingLibraries } from '../../src/launcher/missing-libraries.js';

const machine = createSnapshotMachine({
  name: 'a Debian',
  host: { os: 'linux', architecture: 'x86_64' },
  family: 'dpkg',
  has: ['library:libc.so.6', 'library:libm.so.6'],
});

function wanted(library: string, runPaths: readonly string[] = []) {
  return { library, neededBy: 'usr/bin/app', runPaths };
}

test('names what the machine lacks, and the one command that brings it', async () => {
  const needs = [wanted('libc.so.6'), wanted('libgomp.so.1'), wanted('libcurl.so.4'), wanted('libown.so.3')];
  expect(await findMissingLibraries(needs, { machine, env: {} })).toEqual({
    libraries: [
      { library: 'libgomp.so.1', neededBy: 'usr/bin/app', packages: ['libgomp1'] },
      { library: 'libcurl.so.4', neededBy: 'usr/bin/app', packages: [expect.stringMatching(/^libcurl4/)] },
      { library: 'libown.so.3', neededBy: 'usr/bin/app', packages: [] },
    ],
    command: expect.stringMatching(/^(sudo )?apt(-get)? install (-y )?libgomp1 libcurl4/),
  });
});

test('nothing is missing that a run path or the library path leads to', async () => {
  const folder = await useTempDir();
  await writeFile(path.join(folder, 'libown.so.3'), '');
  const call = { machine, env: {} };
  expect(await findMissingLibraries([wanted('libown.so.3', [folder])], call)).toBeUndefined();
  const env = { LD_LIBRARY_PATH: `relative:${folder}` };
  expect(await findMissingLibraries([wanted('libown.so.3')], { machine, env })).toBeUndefined();
});

test('a machine that does not even show a C library is not believed', async () => {
  const silent = createSnapshotMachine({ name: 'silent', host: machine.host, has: [] });
  expect(await findMissingLibraries([wanted('libown.so.3')], { machine: silent, env: {} })).toBeUndefined();
});
