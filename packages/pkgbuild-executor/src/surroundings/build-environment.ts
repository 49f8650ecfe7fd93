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

/** What bash is started with, and the private folder that is its `HOME`. */
export interface BuildEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  readonly home: string;
}

/** What a locale's encoding is taken from, the first that is set. */
const LOCALE_NAMES = ['LC_ALL', 'LC_CTYPE', 'LANG'];

/** Makes the private `HOME` and returns the whole environment of bash but for `TMPDIR`, built from nothing. */
export async function prepareBuildEnvironment(options: ResolvedOptions): Promise<BuildEnvironment> {
  const home = path.join(options.workDir, 'home');
  await mkdir(home, { recursive: true, mode: 0o700 });
  const given = { ...(await rustupHome(options.env.HOME)), ...allowedVariables(options.env) };
  return {
    home,
    variables: {
      ...defaultLocale(options.env),
      ...given,
      // A file of the sources may name further components and targets: they cannot be added from within a build.
      ...('RUSTUP_HOME' in given ? { RUSTUP_AUTO_INSTALL: '0' } : {}),
      HOME: home,
      GIT_CONFIG_GLOBAL: '/dev/null',
      ...(options.native ? {} : { SOURCE_DATE_EPOCH: String(options.sourceDateEpoch) }),
    },
  };
}

/** A locale whose encoding is UTF-8, for an environment that names none: programs would take names for ASCII. */
function defaultLocale(env: ResolvedOptions['env']): Record<string, string> {
  if (LOCALE_NAMES.some((name) => env[name])) return {};
  return { LANG: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8' };
}

/** The locale that an environment names for characters. */
export function localeOf(environment: Readonly<Record<string, string>>): string {
  const name = LOCALE_NAMES.find((variable) => environment[variable]);
  return (name === undefined ? undefined : environment[name]) ?? 'C';
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
