import type { Fact } from '../session/outcome.js';
import type { PackageMetadata, PathOwner } from './built-package.js';

/** What the driver reports about a package, by kind. */
export interface PackageFacts {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly metadata: PackageMetadata;
  readonly owners: readonly PathOwner[];
}

export function readPackageFacts(facts: readonly Fact[]): PackageFacts {
  return {
    errors: problems(facts, 'error'),
    warnings: problems(facts, 'warning'),
    metadata: metadataOf(facts),
    owners: facts.filter(({ kind }) => kind === 'owner').map(ownerOf),
  };
}

function problems(facts: readonly Fact[], severity: string): string[] {
  return facts.flatMap(({ kind, name, value }) => (kind === 'problem' && name === severity ? [value] : []));
}

function ownerOf({ name, value }: Fact): PathOwner {
  const [uid, gid, user = '', group = '', mode = ''] = name.split(' ');
  return { path: value, uid: Number(uid), gid: Number(gid), user, group, mode: Number.parseInt(mode, 8) };
}

function metadataOf(facts: readonly Fact[]): PackageMetadata {
  function scalar(variable: string): string {
    return facts.find(({ kind, name }) => kind === 'scalar' && name === variable)?.value ?? '';
  }
  function list(variable: string): string[] {
    return facts.flatMap(({ kind, name, value }) => (kind === 'list' && name === variable ? [value] : []));
  }
  return {
    pkgname: scalar('pkgname'),
    pkgbase: scalar('pkgbase'),
    pkgver: scalar('pkgver'),
    pkgrel: scalar('pkgrel'),
    epoch: scalar('epoch'),
    pkgdesc: scalar('pkgdesc'),
    url: scalar('url'),
    install: scalar('install'),
    changelog: scalar('changelog'),
    arch: list('arch'),
    license: list('license'),
    groups: list('groups'),
    depends: list('depends'),
    makedepends: list('makedepends'),
    checkdepends: list('checkdepends'),
    optdepends: list('optdepends'),
    provides: list('provides'),
    conflicts: list('conflicts'),
    replaces: list('replaces'),
    backup: list('backup'),
    options: list('options'),
    xdata: list('xdata'),
  };
}
