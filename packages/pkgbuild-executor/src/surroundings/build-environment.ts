import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedOptions } from '../options.js';

/**
 * The variables of {@link ExecuteOptions.env} that reach a recipe; every other one stays outside. They say where
 * programs and toolchains are, and in which language and time zone they speak. Proxies are not among them, for
 * their URLs carry passwords; nor is `TERM`, for the output is no terminal.
 */
export const BUILD_ENVIRONMENT_NAMES: readonly string[] = Object.freeze([
  'PATH',
  'LANG',
  'LC_ALL',
  'LC_COLLATE',
  'LC_CTYPE',
  'LC_MESSAGES',
  'LC_NUMERIC',
  'LC_TIME',
  'TZ',
  'CC',
  'CXX',
  'CUDA_HOME',
  'CUDA_PATH',
  'ROCM_PATH',
  'RUSTUP_HOME',
  'RUSTUP_TOOLCHAIN',
]);

/** Makes the private folders and returns the whole environment of bash, built from nothing. */
export async function prepareBuildEnvironment(options: ResolvedOptions): Promise<Record<string, string>> {
  const home = path.join(options.workDir, 'home');
  const temporary = path.join(options.workDir, 'tmp');
  for (const folder of [home, temporary]) await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    ...(await rustupHome(options.env.HOME)),
    ...allowedVariables(options.env),
    HOME: home,
    TMPDIR: temporary,
    GIT_CONFIG_GLOBAL: '/dev/null',
    SOURCE_DATE_EPOCH: String(options.sourceDateEpoch),
  };
}

function allowedVariables(env: ResolvedOptions['env']): Record<string, string> {
  const allowed: Record<string, string> = {};
  for (const name of BUILD_ENVIRONMENT_NAMES) {
    const value = env[name];
    if (value !== undefined) allowed[name] = value;
  }
  return allowed;
}

/** rustup's `cargo` looks for its toolchains below `HOME`, which is another one in a build. */
async function rustupHome(home: string | undefined): Promise<Record<string, string>> {
  if (home === undefined || !path.isAbsolute(home)) return {};
  const folder = path.join(home, '.rustup');
  try {
    await access(folder);
    return { RUSTUP_HOME: folder };
  } catch {
    // There is none, or it cannot be read: cargo will then come from elsewhere.
    return {};
  }
}
