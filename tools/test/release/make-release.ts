import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { pnpmCommand } from '../../pack-packages.js';
import type { Command, Registries } from './clients.js';
import { type PackageRegistry, startPackageRegistry } from './package-registry.js';
import { copyRepository } from './repository-copy.js';

const run = promisify(execFile);

export type Environment = Readonly<Record<string, string | undefined>>;

/** What was published on loopback, by the release's own commands. */
export interface Release {
  /** A folder for what is tried. */
  readonly folder: string;
  /** The repository that was released. */
  readonly repository: string;
  readonly registry: PackageRegistry;
  readonly registries: Registries;
  /** How this machine runs pnpm. */
  readonly pnpm: Command;
  /** For what a stranger types: a home of its own. */
  readonly environment: Environment;
  /** What `pnpm run release` prints when it is run once more. */
  publishAgain(): Promise<string>;
  close(): Promise<void>;
}

/** Copies the repository, raises its versions, and publishes it. */
export async function makeRelease(root: string): Promise<Release> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-release-'));
  const registry = await startPackageRegistry(root, path.join(folder, 'registry'));
  const close = async () => {
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const repository = await copyRepository(root, path.join(folder, 'repository'));
    const env = await releaseEnvironment(folder, registry);
    await run(path.join(repository, 'node_modules/.bin/changeset'), ['version'], { cwd: repository, env });
    const publish = async () => {
      const options = { cwd: repository, env, maxBuffer: MAX_OUTPUT_BYTES };
      const released = await run('pnpm', ['run', 'release'], options).catch((error: { stdout?: string }) => {
        throw new Error(`The release failed:\n${error.stdout?.slice(-4_000)}`, { cause: error });
      });
      return `${released.stdout}${released.stderr}`;
    };
    await publish();
    const { stdout: others } = await run('npm', ['config', 'get', 'registry']);
    return {
      folder,
      repository,
      registry,
      registries: { ours: registry.url, others: others.trim() },
      pnpm: [PNPM.program, ...PNPM.args],
      environment: clientEnvironment(folder),
      publishAgain: publish,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const PNPM = pnpmCommand();
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** What the release's commands get: the registry to ask and its token, and a `pnpm` to call. */
async function releaseEnvironment(folder: string, { url, token }: PackageRegistry): Promise<Environment> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  const command = (await pnpmItself()).map((word) => `'${word}'`).join(' ');
  await writeFile(path.join(bin, 'pnpm'), `#!/bin/sh\nexec ${command} "$@"\n`);
  await chmod(path.join(bin, 'pnpm'), 0o755);
  const userconfig = path.join(folder, 'npmrc');
  await writeFile(userconfig, `registry=${url}/\n${url.replace('http:', '')}/:_authToken=${token}\n`);
  return {
    ...clientEnvironment(folder),
    PATH: `${bin}:${process.env.PATH}`,
    // RBEE_FULL=1 builds the types as well.
    RBEE_KEEP_TYPES: process.env.RBEE_FULL === '1' ? '' : '1',
    npm_config_userconfig: userconfig,
    npm_config_registry: `${url}/`,
    pnpm_config_verify_deps_before_run: 'false',
  };
}

/** The pnpm that is behind `npx`, which would look for it at the registry of the release. */
async function pnpmItself(): Promise<string[]> {
  if (PNPM.program !== 'npx') return [PNPM.program, ...PNPM.args];
  const { stdout } = await run('npx', ['-y', '-p', 'pnpm@12', '-c', 'command -v pnpm']);
  return [stdout.trim()];
}

/** A home of its own, and what says where the other packages come from. */
function clientEnvironment(folder: string): Environment {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(PATH|NODE_EXTRA_CA_CERTS|npm_config_.*|https?_proxy|no_proxy)$/i.test(name),
  );
  return { ...Object.fromEntries(kept), HOME: process.env.HOME, XDG_CACHE_HOME: path.join(folder, 'cache') };
}
