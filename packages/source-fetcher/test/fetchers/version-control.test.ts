import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { describeWith, processesMentioning, rejectionOf, testWith } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fetchSources } from '../../src/index.js';
import { CLIENTS, type Client, makeRepository, runner } from '../support/version-control-repository.js';
import { request, useWorkspace, type Workspace } from '../support/workspace.js';

async function fetched(source: string, workspace: Workspace) {
  const [result] = await fetchSources([request(source)], workspace);
  return { text: await readFile(path.join(workspace.srcDir, 'tool/f'), 'utf8'), ...result };
}

for (const client of CLIENTS)
  describeWith(client, client, () => {
    test('brings what each fragment names', { timeout: 60_000 }, async () => {
      const workspace = await useWorkspace();
      const { source, revisions } = await makeRepository(client, workspace);
      for (const [fragment, text] of Object.entries(revisions))
        expect([fragment, (await fetched(`${source}#${fragment}`, workspace)).text]).toEqual([
          fragment,
          text,
        ]);
      const { text, commit, verified } = await fetched(source, workspace);
      expect({ text, verified }).toEqual({ text: 'two', verified: 'skipped' });
      expect(commit).toMatch(client === 'svn' || client === 'bzr' ? /^2$/ : /^[0-9a-f]{40,64}$/);
      expect(await readdir(workspace.srcDir)).toEqual(['tool']);
    });

    test('brings what is new the next time, in place of what was there', { timeout: 30_000 }, async () => {
      const workspace = await useWorkspace();
      const { source, commit } = await makeRepository(client, workspace);
      expect((await fetched(source, workspace)).text).toBe('two');
      await commit('newer');
      await writeFile(path.join(workspace.srcDir, 'tool/f'), 'changed by a build');
      expect((await fetched(source, workspace)).text).toBe('newer');
    });

    test('says what it did not find, and leaves nothing', { timeout: 30_000 }, async () => {
      const workspace = await useWorkspace();
      const { source, revisions } = await makeRepository(client, workspace);
      const key = Object.keys(revisions)[0]?.split('=')[0];
      for (const wrong of [`${source}#${key}=9999`, source.replace('/remote/', '/nowhere/')])
        expect(await rejectionOf(fetchSources([request(wrong)], workspace))).toMatchObject({
          code: 'PROGRAM_FAILED',
          message: expect.stringMatching(
            new RegExp(`^The program '${client}' failed with exit code \\d+: .`),
          ),
        });
      expect(await readdir(workspace.srcDir)).toEqual([]);
    });

    test('is ended with all it started when it is cancelled', { timeout: 30_000 }, async () => {
      const workspace = await useWorkspace();
      const server = createServer(() => undefined);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
      const port = (server.address() as AddressInfo).port;
      const controller = new AbortController();
      const arrived = once(server, 'connection');
      const source = `tool::${client}+http://127.0.0.1:${port}/tool`;
      const failed = rejectionOf(
        fetchSources([request(source)], { ...workspace, signal: controller.signal }),
      );
      await arrived;
      const start = performance.now();
      controller.abort('enough');
      expect(await failed).toBe('enough');
      expect(performance.now() - start).toBeLessThan(1000);
      expect(processesMentioning(`127.0.0.1:${port}`)).toEqual([]);
      expect(await readdir(workspace.srcDir)).toEqual([]);
    });
  });

/** Starts a server on a free port of 127.0.0.1 and waits until it answers. */
async function serve(workspace: Workspace, command: (port: number) => readonly [string, ...string[]]) {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const [program, ...args] = command(port);
  const env = { PATH: process.env.PATH, HOME: workspace.root, USER: 'me' };
  const server = spawn(program, args, { env, stdio: 'ignore' });
  onTestFinished(async () => {
    if (server.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit');
  });
  await expect.poll(() => answers(port), { timeout: 20_000 }).toBe(true);
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

describe('by a server', () => {
  for (const client of CLIENTS)
    testWith(client, client, { timeout: 60_000 }, async () => {
      const workspace = await useWorkspace();
      await makeRepository(client, workspace);
      const remote = path.join(workspace.root, 'remote');
      const servers: Record<Client, (port: number) => readonly [string, ...string[]]> = {
        hg: (port) => ['hg', 'serve', '--address', '127.0.0.1', '--port', `${port}`, '-R', `${remote}/tool`],
        svn: (port) => [
          'svnserve',
          '-d',
          '--foreground',
          '--listen-host',
          '127.0.0.1',
          '--listen-port',
          `${port}`,
          '-r',
          remote,
        ],
        bzr: (port) => ['bzr', 'serve', '--listen=127.0.0.1', `--port=${port}`, `--directory=${remote}`],
        fossil: (port) => ['fossil', 'server', '--localhost', '--port', `${port}`, `${remote}/store.fossil`],
      };
      const port = await serve(workspace, servers[client]);
      const urls: Record<Client, string> = {
        hg: `hg+http://127.0.0.1:${port}/`,
        svn: `svn+svn://127.0.0.1:${port}/store`,
        bzr: `bzr+bzr://127.0.0.1:${port}/tool`,
        fossil: `fossil+http://127.0.0.1:${port}/`,
      };
      expect((await fetched(`tool::${urls[client]}`, workspace)).text).toBe('two');
    });
});

testWith('fossil', 'a fossil working copy knows its repository where it was put', async () => {
  const workspace = await useWorkspace();
  const { source } = await makeRepository('fossil', workspace);
  const asked = [request(source.replace('tool::', 'tool.fossil::'))];
  expect(await fetchSources(asked, workspace)).toMatchObject([{ path: path.join(workspace.srcDir, 'tool') }]);
  const info = runner(workspace, path.join(workspace.srcDir, 'tool'))('fossil', 'info');
  expect(info).toContain(path.join(workspace.srcDir, 'tool/.source.fossil'));
  const twice = [...asked, request(source)];
  expect(await rejectionOf(fetchSources(twice, workspace))).toMatchObject({ code: 'INVALID_SOURCE' });
});

testWith('hg', 'of hg without a fragment, the bookmark @ is what is wanted', async () => {
  const workspace = await useWorkspace();
  const { source } = await makeRepository('hg', workspace);
  runner(workspace, path.join(workspace.root, 'remote/tool'))('hg', 'bookmark', '--rev', '0', '@');
  expect((await fetched(source, workspace)).text).toBe('one');
});

testWith('hg', 'of hg the settings of the user, hooks among them, are not read', async () => {
  const workspace = await useWorkspace();
  const { source } = await makeRepository('hg', workspace);
  const marker = path.join(workspace.root, 'marker');
  await writeFile(path.join(workspace.root, '.hgrc'), `[hooks]\npost-clone = touch ${marker}\n`);
  await fetched(source, workspace);
  expect(await readdir(workspace.root)).not.toContain('marker');
});
