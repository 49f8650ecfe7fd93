import { showForeign } from '@rbee-internal/redact-url';
import { checksumFields } from '../../model/fields.js';
import { parseSource } from '../../model/source-entry.js';
import type { Report } from '../finding.js';
import type { Linted } from './style-rule.js';

const START = { pos: 0, end: 0 };

/** What fields a recipe should have, and how they fit each other. */
export function checkFields(linted: Linted, report: Report): void {
  const { text, pkgbuild } = linted;
  const has = (name: string) =>
    pkgbuild.scalars.has(name) ||
    pkgbuild.arrays.has(name) ||
    pkgbuild.dynamic.has(name) ||
    isInPackages(linted, name);
  if (!/^#.*\b(?:Maintainer|Contributor)\b/im.test(text))
    report('missing-maintainer', START, 'No comment names a maintainer: # Maintainer: Name <address>');
  if (!has('license')) report('missing-license', START, 'license is not set');
  if (!has('url')) report('missing-url', START, 'url is not set');
  if (!has('pkgdesc')) report('description-style', START, 'pkgdesc is not set');
  checkDescription(linted, report);
  checkSourceNames(linted, report);
  checkCounts(linted, report);
}

function isInPackages({ pkgbuild }: Linted, name: string): boolean {
  return pkgbuild.packages.some(({ scalars, arrays }) => scalars.has(name) || arrays.has(name));
}

function checkDescription({ pkgbuild }: Linted, report: Report): void {
  const description = pkgbuild.scalars.get('pkgdesc') ?? '';
  const place = pkgbuild.locations.get('pkgdesc')?.value;
  const [first = ''] = description.toLowerCase().split(/[\s:,]/);
  if (place === undefined || !pkgbuild.pkgnames.some((name) => name.toLowerCase() === first)) return;
  report('description-style', place, 'pkgdesc begins with the name of the package: say what it is');
}

function checkSourceNames({ pkgbuild }: Linted, report: Report): void {
  const names = new Set<string>();
  for (const [variable, entries] of pkgbuild.arrays) {
    if (variable !== 'source') continue;
    for (const [index, entry] of entries.entries()) {
      const { name } = parseSource(entry);
      const { elements = [], value } = pkgbuild.locations.get(variable) ?? {};
      if (names.has(name))
        report(
          'duplicate-source',
          elements[index] ?? value ?? START,
          `Two sources are called ${showForeign(name)}`,
        );
      names.add(name);
    }
  }
}

function checkCounts({ pkgbuild }: Linted, report: Report): void {
  for (const [name, sums] of pkgbuild.arrays) {
    const [base = '', suffix = ''] = /^([a-z0-9]+sums)(_.+)?$/.exec(name)?.slice(1) ?? [];
    const source = `source${suffix}`;
    if (!checksumFields.includes(base) || pkgbuild.dynamic.has(source)) continue;
    const count = pkgbuild.arrays.get(source)?.length ?? 0;
    if (count === sums.length) continue;
    const place = pkgbuild.locations.get(name)?.value ?? START;
    report('checksum-count', place, `${name} has ${sums.length} elements, ${source} has ${count}`);
  }
}
