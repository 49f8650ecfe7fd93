import path from 'node:path';
import {
  createGitRepository,
  installed,
  rejectionOf,
  startGitServer,
  startHttpServer,
  startProxyServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
import type { ExecuteOptions } from '../../src/index.js';
import { describeInSandbox } from '../guards.js';
import { writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';

/** Runs build() with a network, and answers its lines and what it reached. */
async function build(
  body: string,
  network: ExecuteOptions['network'],
  changes: Partial<ExecuteOptions> = {},
) {
  const recipe = await writeRecipe(`${HEAD}build() {\n${body}\n}\n`, {
    sandbox: 'require',
    network,
    ...changes,
  });
  const { hostsReached } = await recipe.run();
  return { lines: recipe.lines('stdout'), hostsReached, events: recipe.events };
}

describeInSandbox('a build with the network (sandbox: %s)', () => {
  it('reaches no server on this machine, by the proxy or without', async () => {
    const server = await startHttpServer({ '/v1/operations': { type: 'body', body: 'done' } });
    const { port } = new URL(server.url);
    const { lines, hostsReached, events } = await build(
      `curl -s -o /dev/null -w '%{http_code} ' -X POST -d '{}' ${server.url}/v1/operations || echo $?
curl -s --noproxy '' -w '%{http_code} ' -d '{}' ${server.url}/v1/operations
curl -s --noproxy '' -o /dev/null -w '%{http_code} ' -d '{}' http://localhost:${port}/ || echo $?
curl -s --noproxy '' -o /dev/null -w '%{http_connect} ' https://127.0.0.1:${port}/ || echo $?
curl -s --noproxy '' -o /dev/null -w '%{http_connect} ' https://[::1]:${port}/ || echo $?
curl -s --noproxy '' -o /dev/null -w '%{http_connect} ' https://2130706433:${port}/ || echo $?
curl -s --noproxy '' -o /dev/null -w '%{http_connect} ' https://[::ffff:127.0.0.1]:${port}/ || echo $?
( exec 9<>/dev/tcp/127.0.0.1/${port} ) 2>/dev/null || echo none`,
      true,
    );
    expect(lines.join('\n').split(/\s+/)).toEqual(
      '000 7 The build may not reach PLACE: 127.0.0.1 is not a host of the public internet. 403 403 403 56 403 56 403 56 403 56 none'
        .replace('PLACE', `127.0.0.1:${port}`)
        .split(' '),
    );
    expect(server.requests).toEqual([]);
    expect(hostsReached.map(({ allowed, reason }) => [allowed, reason])).toEqual(
      hostsReached.map(() => [false, 'private']),
    );
    expect(hostsReached[0]).toEqual({
      phase: 'build',
      host: `127.0.0.1:${port}`,
      allowed: false,
      reason: 'private',
    });
    expect(events.filter(({ type }) => type === 'network')[0]).toEqual({
      type: 'network',
      phase: 'build',
      ...hostsReached[0],
    });
  });

  it('reaches a host that is allowed by http, with the whole request and response', async () => {
    const server = await startHttpServer({
      '/file?a=1': { type: 'body', body: 'x'.repeat(3_000_000), headers: { 'x-own': 'yes' } },
    });
    const { host } = new URL(server.url);
    const { lines, hostsReached } = await build(
      `curl -sf -D head -H 'X-Asked: 1' -X PUT -d sent '${server.url}/file?a=1' | wc -c; grep -ci x-own head`,
      { allowPrivate: [host] },
    );
    expect(lines).toEqual(['3000000', '1']);
    expect(hostsReached).toEqual([{ phase: 'build', host, allowed: true }]);
    expect(server.requests[0]).toMatchObject({ method: 'PUT', headers: { 'x-asked': '1', host } });
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-connection');
  });

  it('reaches one that is allowed through a tunnel, and its own servers directly', async () => {
    const server = await startHttpServer({ '/': { type: 'body', body: 'mine' } });
    const { port } = new URL(server.url);
    const { lines, hostsReached } = await build(
      `curl -sf -p http://localhost:${port}/; echo
( exec 9<>/dev/tcp/127.0.0.1/9 ) 2>&1 | grep -q refused && echo refused`,
      { allowPrivate: [`localhost:${port}`] },
    );
    expect(lines).toEqual(['mine', 'refused']);
    expect(hostsReached).toEqual([{ phase: 'build', host: `localhost:${port}`, allowed: true }]);
  });

  it('lets git clone from a host that is allowed', async () => {
    const root = await useTempDir();
    const repository = await createGitRepository(path.join(root, 'repo'));
    await repository.commit({ file: 'text' });
    const server = await startGitServer(root);
    const { lines } = await build(`git clone -q ${server.url}/repo cloned; cat cloned/file`, {
      allowPrivate: ['127.0.0.1'],
    });
    expect(lines).toEqual(['text']);
  });

  it.each([
    ['npm', 'npm view --registry URL/npm tiny version', '/npm/tiny'],
    ['pip', 'pip download --no-deps --trusted-host 127.0.0.1 --index-url URL/simple tiny', '/simple/tiny/'],
    [
      'cargo',
      'mkdir -p p/src; cd p; touch src/lib.rs; printf \'[package]\\nname="p"\\nversion="0.1.0"\\n[dependencies]\\ntiny={version="1",registry="own"}\\n\' >Cargo.toml; CARGO_REGISTRIES_OWN_INDEX=sparse+URL/index/ cargo fetch',
      '/index/config.json',
    ],
  ])('lets %s ask a registry that is allowed', { timeout: 60_000 }, async (tool, command, asked) => {
    if (!installed(tool).includes(tool)) return;
    const server = await startHttpServer({});
    await build(
      `${command.replaceAll('URL', server.url)} || :`,
      { allowPrivate: ['127.0.0.1'] },
      {
        env: { PATH: process.env.PATH, HOME: process.env.HOME },
      },
    );
    expect(server.requests.map((request) => request.path)).toContain(asked);
  });

  it('is kept to the hosts that are named', async () => {
    const server = await startHttpServer({});
    const { port } = new URL(server.url);
    const code = "curl -s --noproxy '' -o /dev/null -w '%{http_code}\\n'";
    const { lines, hostsReached } = await build(
      `${code} http://example.org/; ${code} http://sub.example.com/ || :; ${code} http://127.0.0.1:${port}/`,
      { hosts: ['example.com', `127.0.0.1:${port}`] },
    );
    expect(lines).toEqual(['403', '403', '403']);
    expect(hostsReached).toEqual([
      { phase: 'build', host: 'example.org:80', allowed: false, reason: 'host' },
      { phase: 'build', host: 'sub.example.com:80', allowed: false, reason: 'host' },
      // Named among the hosts, but not as one whose address does not matter.
      { phase: 'build', host: `127.0.0.1:${port}`, allowed: false, reason: 'private' },
    ]);
  });

  it('has it in the phases that may use it alone, and what they leave running loses it', async () => {
    const server = await startHttpServer({
      '/': { type: 'body', body: 'yes' },
      '/endless': { type: 'stall', head: 'x' },
    });
    const { host } = new URL(server.url);
    const recipe = await writeRecipe(
      `${HEAD}_ask() { curl -s ${server.url}/ | head -c 3; echo; }
prepare() { _ask; curl -sN ${server.url}/endless -o got & echo $! >pid; while [[ ! -s got ]]; do sleep 0.02; done; }
build() { _ask; while [[ -d /proc/$(<pid) && $(</proc/$(<pid)/stat) != *') Z '* ]]; do sleep 0.02; done 2>/dev/null; echo gone; }
package() { _ask; }
`,
      { sandbox: 'require', network: { phases: ['prepare', 'package'], allowPrivate: [host] } },
    );
    const { hostsReached } = await recipe.run();
    expect(recipe.lines('stdout')).toEqual(['yes', 'The', 'gone', 'yes']);
    expect(hostsReached).toEqual([
      { phase: 'prepare', host, allowed: true },
      { phase: 'build', host, allowed: false, reason: 'phase' },
      { phase: 'package', host, allowed: true },
    ]);
  });

  it('lists in its error the servers that were refused', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { curl -sf http://10.0.0.1/; }\n`, {
      sandbox: 'require',
      network: true,
    });
    expect(await rejectionOf(recipe.run())).toMatchObject({
      code: 'FUNCTION_FAILED',
      hint: expect.stringContaining('It asked for servers that it may not reach: 10.0.0.1:80.'),
    });
  });

  it('asks through the caller’s own proxy, whose password it never sees', async () => {
    const proxy = await startProxyServer();
    const url = new URL(proxy.url);
    url.username = 'user';
    url.password = 'secret-word';
    const { lines } = await build(
      `curl -s -o /dev/null -w '%{http_connect}\\n' https://192.0.2.1/ || :
curl -s -o /dev/null -w '%{http_connect}\\n' https://intranet/ || :
env | grep -c secret-word || :; cat /proc/1/environ | grep -c secret-word || :; curl -s -o /dev/null -w '%{http_connect}\\n' https://registry.invalid/ || :`,
      { proxy: { https: url.href } },
    );
    expect(lines).toEqual(['403', '403', '0', '0', '502']);
    expect(proxy.asked).toEqual(['registry.invalid:443']);
  });

  it('cannot reach the channel of this process', async () => {
    const { lines } = await build('env | grep -c CHANNEL || :; { : >&5; } 2>/dev/null || echo none', true);
    expect(lines).toEqual(['0', 'none']);
  });

  it('fails with a reason when Node cannot open the way to the network', async () => {
    const { execPath } = process;
    Object.defineProperty(process, 'execPath', {
      value: '/usr/bin/false',
      configurable: true,
      writable: true,
    });
    try {
      const recipe = await writeRecipe(`${HEAD}build() { :; }\n`, { sandbox: 'require', network: true });
      expect(await rejectionOf(recipe.run())).toMatchObject({
        code: 'SANDBOX',
        message: 'The sandbox has no way to the network: the sandbox ended before it listened',
      });
    } finally {
      Object.defineProperty(process, 'execPath', { value: execPath, configurable: true, writable: true });
    }
  });
});

it('without a sandbox is not bounded, and says that there is no guard', async () => {
  const server = await startHttpServer({ '/': { type: 'body', body: 'yes' } });
  const { lines, hostsReached } = await build(`curl -s ${server.url}/; echo`, true, { sandbox: 'off' });
  expect(lines).toEqual(['yes']);
  expect(hostsReached).toEqual([]);
});
