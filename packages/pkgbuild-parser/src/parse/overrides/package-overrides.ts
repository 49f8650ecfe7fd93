import type { Shell } from '../../interpret/state/shell.js';
import type { Scope } from '../../interpret/state/variables/variable.js';
import { evaluated } from './evaluate-override.js';
import { assignmentsIn, type Found } from './find-overrides.js';
import type { Override, PackageOverrides } from './override.js';

/**
 * Reads a package's overrides as makepkg does, without running its function: every line that begins with an
 * assignment to a field counts, even inside a branch that is not taken, each evaluated on what the file has left behind.
 */
export function readOverrides(
  shell: Shell,
  name: string,
  { architectures, localsOf }: { readonly architectures: readonly string[]; readonly localsOf: () => Scope },
): PackageOverrides {
  const called = shell.functions.has(`package_${name}`) ? `package_${name}` : 'package';
  const doubt = shell.doubtfulFunctions.get(`package_${name}`) ?? shell.doubtfulFunctions.get(called);
  const definition = shell.functions.get(called);
  const found: Found[] = [];
  if (definition !== undefined) found.push(...assignmentsIn(definition, architectures));
  if (found.length === 0) return { name, overrides: NOTHING, misplaced: [], doubt };
  const misplaced = found.filter(
    ({ field, isArray }) => !field.overridable || isArray !== (field.kind === 'array'),
  );
  const overrides = new Map<string, Override>();
  const own = found.filter((each) => !misplaced.includes(each));
  if (own.length === 0) return { name, overrides, misplaced, doubt };
  const locals = localsOf();
  locals.set('pkgname', { value: name, readonly: false, place: undefined, attribute: undefined });
  for (const each of own) {
    const before = overrides.get(each.name);
    const value = evaluated(shell, each, { locals, before: before?.value });
    const { base, field, architecture, place } = each;
    overrides.set(each.name, {
      name: each.name,
      base,
      field,
      architecture,
      place,
      value,
      appends: each.appends && before?.appends !== false,
    });
  }
  return { name, overrides, misplaced, doubt };
}

const NOTHING: ReadonlyMap<string, Override> = new Map();
