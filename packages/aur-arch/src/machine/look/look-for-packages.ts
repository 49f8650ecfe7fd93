import type { Finding, PackageFamily } from '../machine.js';
import { FAMILY_PROGRAMS } from '../package-families.js';
import type { Look, LookContext } from './look-context.js';

/** Native packages, all of them with one question, each with the upstream part of its version. */
export const lookForPackages: Look = async (probes, { family, ask }) => {
  const names = probes.map(({ name }) => name).filter((name) => /^[a-z\d@][\w@.+/-]*$/i.test(name));
  if (family === undefined || names.length === 0) return [];
  const installed = parsers[family](await ask(FAMILY_PROGRAMS[family], questions[family](names)));
  const provided = family === 'pacman' ? await providedOnArch(names, ask) : new Set<string>();
  return probes.flatMap((probe): Finding[] => {
    const version = installed.get(probe.name);
    if (version !== undefined) return [{ probe, version: upstreamOf(version) }];
    return provided.has(probe.name) ? [{ probe }] : [];
  });
};

/** It shows that pacman answered. */
const NO_PACKAGE = 'no-package-has-this-name';

/** Names that an installed package has or provides: pacman lists those that none does. */
async function providedOnArch(names: readonly string[], ask: LookContext['ask']): Promise<Set<string>> {
  const unmet = new Set((await ask('pacman', ['-T', '--', ...names, NO_PACKAGE])).split('\n'));
  return new Set(unmet.has(NO_PACKAGE) ? names.filter((name) => !unmet.has(name)) : []);
}

const questions: Readonly<Record<PackageFamily, (names: readonly string[]) => readonly string[]>> = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
  dpkg: (names) => ['-W', '-f=${Status}\\t${Package}\\t${Version}\\n', '--', ...names],
  rpm: (names) => ['-q', '--qf', '%{NAME}\\t%{VERSION}\\n', '--', ...names],
  pacman: (names) => ['-Q', '--', ...names],
  apk: () => ['list', '--installed', '--manifest'],
  brew: () => ['list', '--versions'],
};

const parsers: Readonly<Record<PackageFamily, (output: string) => Map<string, string>>> = {
  dpkg: (output) => pairs(output, /^install ok installed\t(\S+)\t(\S+)$/gm),
  rpm: (output) => pairs(output, /^(\S+)\t(\S+)$/gm),
  pacman: (output) => pairs(output, /^(\S+) (\S+)$/gm),
  apk: (output) => pairs(output, /^(\S+) (\S+)$/gm),
  brew: (output) => pairs(output, /^(\S+) (\S+)/gm),
};

function pairs(output: string, line: RegExp): Map<string, string> {
  return new Map([...output.matchAll(line)].map(([, name = '', version = '']) => [name, version]));
}

/** `1:3.31.6-2build1` is upstream's 3.31.6. */
function upstreamOf(version: string): string {
  return version
    .replace(/^\d+:/, '')
    .replace(/-[^-]*$/, '')
    .replace(/[+~](?:dfsg|ds|really|git).*$/, '');
}
