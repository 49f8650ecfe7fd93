import type { PackageFamily, Probe } from '../../machine/machine.js';
import type { NativePackages, NeedRow } from './need-row.js';
import { needTable } from './need-table.js';

/** What is known of a dependency's name: from the table, or from how the name is built. */
export function rowOf(name: string): NeedRow | undefined {
  return needTable().get(withoutGit(name)) ?? libraryRow(name) ?? pythonRow(name);
}

/** Native packages for a name on a system: on Arch the name itself. */
export function packagesIn(
  row: Pick<NeedRow, 'name' | 'packages'>,
  family: PackageFamily | undefined,
): NativePackages {
  if (family === undefined) return { run: [], build: [] };
  return family === 'pacman' ? { run: [row.name], build: [row.name] } : row.packages[family];
}

const NO_PACKAGES: NeedRow['packages'] = {
  dpkg: { run: [], build: [] },
  rpm: { run: [], build: [] },
  apk: { run: [], build: [] },
  brew: { run: [], build: [] },
};

/** The row that a shared library belongs to; `libcurl.so` and `libcurl.so.4` alike. */
export function rowOfLibrary(soname: string): NeedRow | undefined {
  const stem = stemOf(soname);
  return [...needTable().values()].find(({ run }) =>
    run.flat().some(({ kind, name }) => kind === 'library' && stemOf(name) === stem),
  );
}

function libraryRow(name: string): NeedRow | undefined {
  if (!/^[\w.+-]+\.so(?:\.[\d.]+)?$/.test(name)) return undefined;
  return inferred(name, { kind: 'library', name }, rowOfLibrary(name));
}

/** `python-NAME` is the module NAME, with underscores, unless the table says otherwise. */
function pythonRow(name: string): NeedRow | undefined {
  const module = /^python-([a-z\d][\w-]*)$/i.exec(name)?.[1];
  return module === undefined
    ? undefined
    : inferred(name, { kind: 'python', name: module.replaceAll('-', '_') }, undefined);
}

function inferred(name: string, probe: Probe, like: NeedRow | undefined): NeedRow {
  return { name, run: [[probe]], build: [[probe]], packages: like?.packages ?? NO_PACKAGES };
}

function withoutGit(name: string): string {
  return name.replace(/-git$/, '');
}

function stemOf(soname: string): string {
  const end = soname.indexOf('.so');
  return end === -1 ? soname : soname.slice(0, end);
}
