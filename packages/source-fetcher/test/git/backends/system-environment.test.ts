import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { createGitRepository, rejectionOf, startGitServer, startHttpServer } from '@rbee-internal/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { type FetchSourcesOptions, fetchSources } from '../../../src/index.js';
import { startOrigin } from '../../support/origin-server.js';
import { request, useWorkspace } from '../../support/workspace.js';

const NO_RETRY = { attempts: 1 };

async function useRemote() {
  const workspace = await useWorkspace();
  const repository = await createGitRepository(path.join(workspace.root, 'remote/tool'));
  await repository.commit({ file: 'content' });
  const { url } = await startGitServer(path.join(workspace.root, 'remote'));
  const options: FetchSourcesOptions = { ...workspace, git: 'system', retry: NO_RETRY };
  return { workspace, url, options };
}

/** Counts who connects to a port, and never says a word. */
async function startListener(): Promise<{ readonly port: number; readonly connections: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, connections: () => connections };
}

test("the user's configuration leads git nowhere else", async () => {
  const { workspace, url, options } = await useRemote();
  const elsewhere = await startHttpServer({});
  await writeFile(
    path.join(workspace.root, '.gitconfig'),
    `[url "${elsewhere.url}/"]\n\tinsteadOf = ${url}/\n[core]\n\thooksPath = /nonexistent\n`,
  );
  const env = { ...workspace.env, HOME: workspace.root, XDG_CONFIG_HOME: workspace.root };
  expect(await fetchSources([request(`git+${url}/tool`)], { ...options, env })).toHaveLength(1);
  expect(elsewhere.requests).toEqual([]);
});

test('a redirect to a protocol that sources may not have is not followed', async () => {
  const { options } = await useRemote();
  const ftp = await startListener();
  const origin = await startOrigin((_, response) => {
    response.writeHead(301, { location: `ftp://127.0.0.1:${ftp.port}/tool/info/refs` }).end();
  });
  expect(await rejectionOf(fetchSources([request(`git+${origin.url}/tool`)], options))).toMatchObject({
    code: 'GIT_FAILED',
  });
  expect(ftp.connections()).toBe(0);
});

test('with credentials no redirect is followed at all, without them the first one is', async () => {
  const { url, options } = await useRemote();
  const origin = await startOrigin((asked, response) => {
    response.writeHead(302, { location: `${url}${asked.url}` }).end();
  });
  const asked = [request(`git+${origin.url}/tool`)];
  const credentials = { tokens: { [origin.url]: 'secret' } };
  expect(await rejectionOf(fetchSources(asked, { ...options, credentials }))).toMatchObject({
    code: 'GIT_FAILED',
  });
  expect(origin.requests[0]?.headers.authorization).toContain('secret');
  expect(await fetchSources(asked, options)).toHaveLength(1);
});
