import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createGitRepository, describeWith, rejectionOf } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { fetchSources } from '../../../src/index.js';
import { request, useWorkspace } from '../../support/workspace.js';

const KEYGEN = 'ssh-keygen';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('sshd does not answer.');
}

/** An ssh server of the person who runs the tests, with keys of its own. */
async function startSshServer(root: string) {
  const folder = path.join(root, 'ssh');
  await mkdir(folder, { mode: 0o700 });
  for (const name of ['host', 'user'])
    execFileSync(KEYGEN, ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(folder, name)]);
  execFileSync('cp', [path.join(folder, 'user.pub'), path.join(folder, 'authorized')]);
  await chmod(path.join(folder, 'authorized'), 0o600);
  const port = await freePort();
  const settings = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    `PidFile ${folder}/pid`,
    '',
  ];
  await writeFile(path.join(folder, 'config'), settings.join('\n'));
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', path.join(folder, 'config')], { stdio: 'ignore' });
  onTestFinished(() => void sshd.kill());
  await answers(port);
  const options = [
    '-F',
    '/dev/null',
    '-i',
    `${folder}/user`,
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    `UserKnownHostsFile=${folder}/known`,
    '-o',
    'BatchMode=yes',
  ];
  return { port, command: ['ssh', ...options].join(' ') };
}

describeWith([KEYGEN, 'sshd'], 'git over ssh, served by sshd,', () => {
  test('is cloned by the system git with the keys that the environment names', async () => {
    const workspace = await useWorkspace();
    const repository = await createGitRepository(path.join(workspace.root, 'tool'));
    const commit = await repository.commit({ a: 'a' });
    const { port, command } = await startSshServer(workspace.root);
    const entry = `git+ssh://${os.userInfo().username}@127.0.0.1:${port}${repository.folder}`;
    const env = { PATH: process.env.PATH, HOME: workspace.root, GIT_SSH_COMMAND: command };
    expect(await fetchSources([request(entry)], { ...workspace, env })).toMatchObject([{ commit }]);
    const stranger = { ...workspace, env: { PATH: process.env.PATH, HOME: workspace.root } };
    expect(
      await rejectionOf(fetchSources([request(`${entry}/other`, { name: 'x' })], stranger)),
    ).toMatchObject({ code: 'GIT_FAILED' });
  });
});
