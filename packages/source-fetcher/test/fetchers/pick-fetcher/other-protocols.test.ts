import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeWith, rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fetchSources } from '../../../src/index.js';
import { downloadsIn, hexDigest, request, useWorkspace } from '../../support/workspace.js';

describe('a file URL', () => {
  test('is verified and copied', async () => {
    const workspace = await useWorkspace();
    const file = path.join(workspace.root, 'ä file');
    await writeFile(file, 'content');
    const asked = request(pathToFileURL(file).href, {
      name: 'f',
      checksums: { sha256: hexDigest('sha256', 'content') },
    });
    expect(await fetchSources([asked], workspace)).toMatchObject([{ verified: 'checksum' }]);
    expect(await readFile(path.join(workspace.srcDir, 'f'), 'utf8')).toBe('content');
  });

  test.each(['none', ''])('of no file (%j) says so', async (name) => {
    const workspace = await useWorkspace();
    const asked = request(pathToFileURL(path.join(workspace.root, name)).href, { name: 'f' });
    expect(await rejectionOf(fetchSources([asked], workspace))).toMatchObject({
      code: 'LOCAL_SOURCE_MISSING',
    });
  });
});

/** A server that knows as much of RFC 959 as curl asks for. */
async function startFtpServer(files: Record<string, string>) {
  const commands: string[] = [];
  const server = createServer((control) => {
    let folder = '';
    let data: ReturnType<typeof createServer> | undefined;
    const sockets: import('node:net').Socket[] = [];
    control.write('220 ready\r\n');
    control.on('error', () => undefined);
    control.on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n').filter(Boolean)) {
        commands.push(line);
        const [verb = '', argument = ''] = line.split(' ');
        if (verb === 'USER') control.write('230 in\r\n');
        else if (verb === 'PWD') control.write('257 "/"\r\n');
        else if (verb === 'CWD') {
          folder = argument;
          control.write('250 ok\r\n');
        } else if (verb === 'EPSV') {
          const opened = createServer((socket) => void sockets.push(socket));
          data = opened;
          opened.listen(0, '127.0.0.1', () =>
            control.write(`229 ok (|||${(opened.address() as AddressInfo).port}|)\r\n`),
          );
        } else if (verb === 'RETR') {
          const body = files[path.posix.join(folder, argument)];
          data?.close();
          if (body === undefined) control.write('550 none\r\n');
          else {
            control.write('150 comes\r\n');
            const send = () =>
              sockets[0] === undefined
                ? setTimeout(send, 5)
                : sockets[0].end(body, () => control.write('226 done\r\n'));
            send();
          }
        } else control.write(verb === 'QUIT' ? '221 bye\r\n' : '200 ok\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `ftp://127.0.0.1:${(server.address() as AddressInfo).port}`, commands };
}

describeWith('curl', 'ftp, by curl,', () => {
  test('is downloaded, verified and cached', async () => {
    const workspace = await useWorkspace();
    const { url, commands } = await startFtpServer({ 'pub/f': 'content' });
    const asked = request(`${url}/pub/f`, { checksums: { sha256: hexDigest('sha256', 'content') } });
    expect(await fetchSources([asked], workspace)).toMatchObject([{ verified: 'checksum' }]);
    expect(await readFile(path.join(workspace.srcDir, 'f'), 'utf8')).toBe('content');
    const before = commands.length;
    await fetchSources([asked], workspace);
    expect(commands.length).toBe(before);
  });

  test('with a wrong checksum or no file leaves nothing', async () => {
    const workspace = await useWorkspace();
    const { url } = await startFtpServer({ 'pub/f': 'content' });
    const wrong = request(`${url}/pub/f`, { checksums: { md5: '0'.repeat(32) } });
    expect(await rejectionOf(fetchSources([wrong], workspace))).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    expect(await rejectionOf(fetchSources([request(`${url}/pub/none`)], workspace))).toMatchObject({
      code: 'UNREACHABLE',
    });
    expect(
      await rejectionOf(fetchSources([request(`${url}/pub/f`)], { ...workspace, offline: true })),
    ).toMatchObject({ code: 'OFFLINE' });
    expect(await downloadsIn(workspace.cacheDir)).toEqual([]);
  });
});

describe('a program that is not installed is named', () => {
  test.each([
    ['ftp://h/f', 'curl'],
    ['hg+https://h/r', 'hg'],
    ['svn+https://h/r', 'svn'],
    ['bzr+https://h/r', 'bzr'],
    ['fossil+https://h/r', 'fossil'],
  ])('%s needs %s', async (entry, program) => {
    const workspace = await useWorkspace();
    const failed = fetchSources([request(entry)], { ...workspace, env: { PATH: '/nonexistent' } });
    expect(await rejectionOf(failed)).toMatchObject({
      code: 'PROGRAM_MISSING',
      message: `The program '${program}' is needed, but it is not installed.`,
    });
  });
});

test('a version control client is run in the recipe of its kind, and its working copy placed', async () => {
  const workspace = await useWorkspace();
  const bin = path.join(workspace.root, 'bin');
  await mkdir(bin);
  const log = path.join(workspace.root, 'log');
  const script = `#!/bin/sh
printf '%s|' "$@" >> '${log}'; echo >> '${log}'
case "$1" in clone) for last; do :; done; mkdir "$last"; echo x > "$last/file";; identify) echo abc123;; esac
`;
  await writeFile(path.join(bin, 'hg'), script);
  await chmod(path.join(bin, 'hg'), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const asked = request('tool::hg+https://h/r#tag=v1');
  expect(await fetchSources([asked], { ...workspace, env })).toMatchObject([
    { commit: 'abc123', verified: 'skipped' },
  ]);
  expect(await readFile(path.join(workspace.srcDir, 'tool/file'), 'utf8')).toBe('x\n');
  const [clone, update] = (await readFile(log, 'utf8')).split('\n');
  expect(clone).toMatch(/^clone\|--noupdate\|--pull\|--\|https:\/\/h\/r\|/);
  expect(update).toBe('update|--clean|--rev=v1|');
});
