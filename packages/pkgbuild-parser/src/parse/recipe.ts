import { NotKnown } from '../interpret/state/outcomes.js';
import type { Shell } from '../interpret/state/shell.js';
import {
  isAssociative,
  presentElements,
  type Scope,
  type Value,
  type Variable,
} from '../interpret/state/variables/variable.js';
import { type FieldName, fieldNameOf } from '../model/fields.js';
import type { Place } from '../problems/positions.js';
import { createLocals } from './overrides/evaluate-override.js';
import type { PackageOverrides } from './overrides/override.js';
import { readOverrides } from './overrides/package-overrides.js';

/** An evaluated file with its fields found, ready to be checked and to be made a model of. */
export interface Recipe {
  readonly shell: Shell;
  readonly pkgnames: readonly string[];
  readonly architectures: readonly string[];
  /** The fields that the file sets, by variable. */
  readonly fields: ReadonlyMap<string, GlobalField>;
  readonly packages: readonly PackageOverrides[];
  /** By field: what is set anywhere, see {@link valuesOf}. */
  readonly values: ReadonlyMap<string, readonly FieldValue[]>;
}

export interface GlobalField extends FieldName {
  readonly name: string;
  readonly variable: Variable;
}

/** One value of a field, from the top of the file or from a package function. */
export interface FieldValue {
  readonly name: string;
  readonly place: Place;
  readonly values: readonly string[];
  /** The package whose function it is from. */
  readonly package?: string;
}

export function readRecipe(shell: Shell): Recipe {
  const globals = shell.scopes[0] ?? new Map<string, Variable>();
  const architectures = elementsOf(globals.get('arch')?.value);
  const pkgnames = elementsOf(globals.get('pkgname')?.value);
  let locals: Scope | undefined;
  const localsOf = () => {
    locals ??= createLocals(globals);
    return locals;
  };
  const around = { architectures, localsOf };
  const packages = pkgnames.map((name) => readOverrides(shell, name, around));
  const fields = new Map<string, GlobalField>();
  const values = new Map<string, FieldValue[]>();
  for (const [name, variable] of globals) {
    const { place, value } = variable;
    if (place === undefined) continue;
    const known = fieldNameOf(name, architectures);
    if (known === undefined) continue;
    const { base, field, architecture } = known;
    fields.set(name, { base, field, architecture, name, variable });
    addValue(values, base, { name, place, values: elementsOf(value) });
  }
  for (const { name: owner, overrides } of packages) {
    for (const { base, name, place, value } of overrides.values()) {
      if (value instanceof NotKnown) continue;
      addValue(values, base, {
        name,
        place,
        values: typeof value === 'string' ? [value] : value,
        package: owner,
      });
    }
  }
  return { shell, pkgnames, architectures, fields, packages, values };
}

function addValue(values: Map<string, FieldValue[]>, base: string, value: FieldValue): void {
  const others = values.get(base);
  if (others === undefined) values.set(base, [value]);
  else others.push(value);
}

/** What a variable holds, as `"${name[@]}"` expands it; empty for what is not known. */
export function elementsOf(value: Value): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === undefined || value instanceof NotKnown) return [];
  return isAssociative(value) ? [...value.values()] : presentElements(value);
}

export function placeOfVariable(recipe: Recipe, name: string): Place {
  return recipe.shell.scopes[0]?.get(name)?.place ?? { pos: 0, end: 0 };
}

/** A field's values wherever they are set, those for one architecture included. */
export function valuesOf({ values }: Recipe, base: string): readonly FieldValue[] {
  return values.get(base) ?? [];
}
