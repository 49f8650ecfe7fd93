import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, startHttpServer, testWith, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { type Ecosystem, type EcosystemHosts, hostsOfEcosystem } from '../../../src/index.js';

const { PATH } = process.env;

/** What is found with these files in the home folder, and these variables. */
async function find(
  name: Ecosystem,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<EcosystemHosts> {
  const homeDir = await useTempDir();
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(homeDir, file)), { recursive: true });
    await writeFile(path.join(homeDir, file), text);
  }
  // rustup's cargo needs its toolchains.
  const rustup = process.env.RUSTUP_HOME ?? path.join(process.env.HOME ?? '/root', '.rustup');
  const fetch = async () => new Response('', { status: 404 });
  return hostsOfEcosystem(name, { env: { PATH, RUSTUP_HOME: rustup, ...env }, homeDir, fetch });
}

/** A folder with programs of these texts, as a `PATH`. */
async function folderWith(programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await useTempDir();
  for (const [name, text] of Object.entries(programs))
    await writeFile(path.join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return `${folder}:/usr/bin:/bin`;
}

describe('hostsOfEcosystem', () => {
  testWith('cargo', 'asks cargo for its own registry', async () => {
    const { hosts, mirrors, files } = await find('cargo', {});
    expect(hosts).toEqual([expect.stringMatching(/^[\w.-]+:443$/)]);
    expect({ mirrors, files }).toEqual({ mirrors: [], files: [] });
  });

  testWith('cargo', 'finds what replaces cargo’s registry, and where its crates are', async () => {
    const server = await startHttpServer({
      '/index/config.json': { type: 'body', body: '{"dl":"http://crates.example:8080/{crate}/dl"}' },
    });
    const { host } = new URL(server.url);
    const homeDir = await useTempDir();
    await mkdir(path.join(homeDir, '.cargo'));
    await writeFile(
      path.join(homeDir, '.cargo/config.toml'),
      `[source.crates-io]
replace-with = "mirror"
[source.mirror]
registry = "sparse+http://user:secret@${host}/index/"
[registries.team]
index = "sparse+https://team.example/index/"
token = "secret"
[build]
rustc-wrapper = "/home/secret/wrapper"
`,
    );
    const rustup = process.env.RUSTUP_HOME ?? path.join(process.env.HOME ?? '/root', '.rustup');
    const found = await hostsOfEcosystem('cargo', { env: { PATH, RUSTUP_HOME: rustup }, homeDir });
    expect(new Set(found.hosts)).toEqual(new Set([host, 'crates.example:8080', 'team.example:443']));
    expect(new Set(found.mirrors)).toEqual(new Set(found.hosts));
    const [file] = found.files;
    expect(file?.path).toBe('.cargo/config.toml');
    expect(file?.text).toContain(`[source."mirror"]\nregistry = "sparse+http://${host}/index/"`);
    expect(file?.text).toContain('[source."crates-io"]\nreplace-with = "mirror"');
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  testWith('npm', 'finds the registries of npm, without their tokens', async () => {
    const own = await find('npm', {});
    expect(own).toMatchObject({ hosts: [expect.stringMatching(/:443$/)], mirrors: [] });
    const found = await find('npm', {
      '.npmrc':
        'registry=http://mirror.example:4873/npm/\n@team:registry=https://team.example/\n//team.example/:_authToken=secret\n',
    });
    expect(new Set(found.hosts)).toEqual(new Set(['mirror.example:4873', 'team.example:443']));
    expect(new Set(found.mirrors)).toEqual(new Set(found.hosts));
    expect(found.files[0]?.text.split('\n').sort()).toEqual(
      expect.arrayContaining([
        '@team:registry=https://team.example/',
        'registry=http://mirror.example:4873/npm/',
      ]),
    );
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  testWith('pip3', 'finds the indexes of pip, without their passwords', { timeout: 60_000 }, async () => {
    const own = await find('pip', {}, { PIP_CONFIG_FILE: '/dev/null' });
    expect(own).toMatchObject({ hosts: [expect.stringMatching(/:443$/)], mirrors: [] });
    const found = await find(
      'pip',
      {},
      {
        PIP_CONFIG_FILE: '/dev/null',
        PIP_INDEX_URL: 'https://user:secret@mirror.example/simple',
        PIP_EXTRA_INDEX_URL: 'http://extra.example:8080/simple',
        UV_DEFAULT_INDEX: 'https://uv.example/simple',
      },
    );
    expect(found.hosts).toEqual(['mirror.example:443', 'extra.example:8080', 'uv.example:443']);
    expect(found.mirrors).toEqual(found.hosts);
    expect(found.variables).toMatchObject({
      PIP_INDEX_URL: 'https://mirror.example/simple',
      PIP_EXTRA_INDEX_URL: 'http://extra.example:8080/simple',
      UV_DEFAULT_INDEX: 'https://uv.example/simple',
    });
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  testWith('go', 'finds the proxies and the checksum database of go', async () => {
    const own = await find('go', {});
    expect(own.hosts.length).toBe(2);
    expect(own.mirrors).toEqual([]);
    const found = await find(
      'go',
      {},
      {
        GOPROXY: 'https://user:secret@mirror.example/go,direct',
        GOSUMDB: 'off',
        GOPRIVATE: 'corp.example/*',
      },
    );
    expect(found).toEqual({
      ecosystem: 'go',
      hosts: ['mirror.example:443'],
      mirrors: ['mirror.example:443'],
      variables: expect.objectContaining({
        GOPROXY: 'https://mirror.example/go,direct',
        GOSUMDB: 'off',
        GOPRIVATE: 'corp.example/*',
      }),
      files: [],
    });
  });

  it('finds where git rewrites addresses to', async () => {
    const found = await find('git', {
      '.gitconfig':
        '[url "https://user:secret@mirror.example/git/"]\n\tinsteadOf = https://code.example/\n[url "git@code.example:"]\n\tinsteadOf = x:\n',
    });
    expect(found).toMatchObject({ hosts: ['mirror.example:443'], mirrors: ['mirror.example:443'] });
    expect(found.variables).toEqual({
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'url.https://mirror.example/git/.insteadOf',
      GIT_CONFIG_VALUE_0: 'https://code.example/',
    });
  });

  it('finds the mirrors of Maven', async () => {
    const found = await find('maven', {
      '.m2/settings.xml':
        '<settings><servers><server><password>secret</password></server></servers><mirrors><mirror><id>m</id><url>https://mirror.example/maven</url><mirrorOf>central</mirrorOf></mirror></mirrors></settings>',
    });
    expect(found).toMatchObject({ hosts: ['mirror.example:443'], mirrors: ['mirror.example:443'] });
    expect(found.files[0]?.text).toContain(
      '<url>https://mirror.example/maven</url><mirrorOf>central</mirrorOf>',
    );
    expect(JSON.stringify(found)).not.toContain('secret');
    expect(await find('maven', {})).toMatchObject({ hosts: [] });
  });

  it('finds the sources of gem', async () => {
    const PATH = await folderWith({
      gem: 'case "$*" in *--norc*) echo https://own.example/ ;; *) printf "*** CURRENT SOURCES ***\\n\\nhttps://own.example/\\nhttps://mirror.example/gems/\\n" ;; esac',
    });
    expect(await find('rubygems', {}, { PATH })).toMatchObject({
      hosts: ['own.example:443', 'mirror.example:443'],
      mirrors: ['mirror.example:443'],
      files: [{ path: '.gemrc', text: ':sources:\n- https://mirror.example/gems/\n' }],
    });
  });

  it('finds nothing for a tool that is not installed or prints nonsense', async () => {
    expect(await find('cargo', {}, { PATH: '/nowhere' })).toMatchObject({ hosts: [], files: [] });
    const PATH = await folderWith({
      cargo: 'echo nonsense; yes | head -c 100000',
      npm: 'echo {',
      go: 'exit 3',
      pip3: ':',
    });
    for (const name of ['cargo', 'npm', 'go', 'pip'] as const)
      expect(await find(name, {}, { PATH })).toMatchObject({
        hosts: [],
        mirrors: [],
        variables: {},
        files: [],
      });
  });

  it('rejects with the reason of its signal within a second, and leaves nothing', async () => {
    const PATH = await folderWith({ cargo: 'sleep 65432.7' });
    const TMPDIR = await useTempDir();
    const controller = new AbortController();
    const call = hostsOfEcosystem('cargo', { env: { PATH, TMPDIR }, signal: controller.signal });
    setTimeout(() => controller.abort('enough'), 100);
    expect(await rejectionOf(call)).toBe('enough');
  });

  it('refuses other names', async () => {
    // A caller without types.
    const name = 'conda' as Ecosystem;
    expect(await rejectionOf(hostsOfEcosystem(name, { env: {} }))).toMatchObject({ code: 'INVALID_OPTION' });
  });
});
