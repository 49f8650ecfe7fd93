import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, testWith, useTempDir } from '@rbee-internal/test-kit';
import { expect, type TestContext } from 'vitest';
import { type Ecosystem, type ExecuteOptions, hostsOfEcosystem, isExecuteError } from '../../src/index.js';
import { describeInSandbox } from '../guards.js';
import { writeRecipe } from '../recipe.js';
import { startCargoMirror } from './cargo-mirror.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';
const { PATH, HOME, RUSTUP_HOME } = process.env;

/** The prefix of the python that runs, which pyenv and the like keep below a home. */
const PYTHON = spawnSync('python3', ['-c', 'import sys; print(sys.base_prefix)']).stdout.toString().trim();

const CRATE = `[package]
name = "demo"
version = "0.1.0"
edition = "2021"
[dependencies]
itoa = "=1.0.9"
`;

/** Small packages of each ecosystem, and what fetches them. */
const FETCH: Readonly<Record<'cargo' | 'npm' | 'pip', { readonly fetch: string; readonly use: string }>> = {
  cargo: {
    fetch: `mkdir -p src; printf '%s' '${CRATE}' > Cargo.toml; echo 'fn main() { println!("{}", itoa::Buffer::new().format(7)); }' > src/main.rs; cargo fetch`,
    use: 'cargo build --frozen; ./target/debug/demo',
  },
  npm: {
    fetch: `echo '{"name":"demo","version":"1.0.0"}' > package.json; npm install --no-audit left-pad@1.3.0 >/dev/null`,
    use: `node -e 'console.log(require("left-pad")("7", 2, "0"))'`,
  },
  pip: {
    fetch: 'python3 -m pip install --quiet --no-deps --target site six==1.16.0',
    use: `PYTHONPATH=site python3 -c 'import six; print(six.__version__)'`,
  },
};

const PRINTED = { cargo: '7', npm: '07', pip: '1.16.0' };

/** Where the tools are, and what of them is below a home. */
async function surroundings(): Promise<Partial<ExecuteOptions>> {
  const bin = `${PYTHON}/bin`;
  return {
    sandbox: 'require',
    env: { PATH: PYTHON === '' ? PATH : `${bin}:${PATH}`, HOME, RUSTUP_HOME },
    readable: [PYTHON].filter((folder) => folder !== ''),
  };
}

/** Tools that cannot reach a server try again for a minute. */
const NO_RETRIES = { CARGO_NET_RETRY: '0', npm_config_fetch_retries: '0', PIP_RETRIES: '0' };

/** This machine's registry may be reached by an address that is not public, as through a mirror for the whole network. */
async function reachable(name: Ecosystem, { skip }: TestContext): Promise<readonly string[]> {
  const { hosts } = await hostsOfEcosystem(name, { env: process.env });
  const [first] = hosts;
  const answer = await fetch(`https://${first}`).catch(() => undefined);
  if (answer === undefined) skip(`${first} cannot be reached from here`);
  return hosts;
}

describeInSandbox('a build that may use an ecosystem (sandbox: %s)', () => {
  for (const name of ['cargo', 'npm', 'pip'] as const) {
    const program = name === 'pip' ? 'pip3' : name;

    testWith(
      program,
      `fetches by ${name} in the phase that may, and no other`,
      { timeout: 120_000 },
      async (context) => {
        const hosts = await reachable(name, context);
        const recipe = await writeRecipe(
          `${HEAD}prepare() { ${FETCH[name].fetch}; }\nbuild() { ${FETCH[name].use}; }\ncheck() { ! curl -sf https://${hosts[0]}/ >/dev/null; }\n`,
          { ...(await surroundings()), network: { allow: { prepare: [name] }, allowPrivate: hosts } },
        );
        const { hostsReached } = await recipe.run();
        expect(recipe.lines('stdout').at(-1)).toBe(PRINTED[name]);
        const allowed = hostsReached.filter((one) => one.allowed);
        expect(allowed.length).toBeGreaterThan(0);
        for (const { phase, host } of allowed)
          expect([phase, hosts.includes(host)]).toEqual(['prepare', true]);
        expect(hostsReached.filter((one) => !one.allowed)).toEqual([
          { phase: 'check', host: hosts[0], allowed: false, reason: 'phase' },
        ]);
      },
    );

    for (const network of [false, { allow: { prepare: ['nowhere.example'] } }]) {
      testWith(
        program,
        `is refused by ${name} with a hint (network: ${JSON.stringify(network)})`,
        { timeout: 120_000 },
        async () => {
          const recipe = await writeRecipe(`${HEAD}prepare() { ${FETCH[name].fetch}; }\n`, {
            ...(await surroundings()),
            network,
            variables: NO_RETRIES,
          });
          const error = await rejectionOf(recipe.run());
          if (!isExecuteError(error)) throw error;
          expect(error.code).toBe('FUNCTION_FAILED');
          expect(error.networkAttempt).toMatchObject({ phase: 'prepare', ecosystem: name });
          expect(error.hint).toContain(`network: { allow: { prepare: ['${name}'] } }`);
        },
      );
    }
  }

  testWith(
    'cargo',
    'uses a mirror of the user’s configuration, and sees no password',
    { timeout: 120_000 },
    async () => {
      const mirror = await startCargoMirror();
      const home = await useTempDir();
      await mkdir(path.join(home, '.cargo'));
      const index = `sparse+http://user:secret@${mirror.host}/index/`;
      await writeFile(
        path.join(home, '.cargo/config.toml'),
        `[source.crates-io]\nreplace-with = "mirror"\n[source.mirror]\nregistry = "${index}"\n`,
      );
      const rustup = RUSTUP_HOME ?? path.join(HOME ?? '/root', '.rustup');
      const { options, ...recipe } = await writeRecipe(
        `${HEAD}prepare() { mkdir src; printf '%s' '${CRATE.replace('itoa = "=1.0.9"', 'tiny = "1"')}' > Cargo.toml; echo 'fn main() { println!("{}", tiny::seven()); }' > src/main.rs; cargo fetch; cat ~/.cargo/config.toml; }\nbuild() { cargo run --frozen --quiet; }\n`,
        {
          ...(await surroundings()),
          env: { PATH, HOME: home, RUSTUP_HOME: rustup },
          network: { allow: { prepare: ['cargo'] } },
        },
      );
      const { hostsReached } = await recipe.run();
      expect(recipe.lines('stdout').at(-1)).toBe('7');
      expect(recipe.lines().join('\n')).not.toContain('secret');
      expect(hostsReached).toEqual([{ phase: 'prepare', host: mirror.host, allowed: true }]);
      expect(options.env.HOME).toBe(home);
    },
  );
});
