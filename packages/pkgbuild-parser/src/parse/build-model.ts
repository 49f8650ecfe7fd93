import { LAYOUT_MARK } from '../interpret/state/facts.js';
import { NotKnown } from '../interpret/state/outcomes.js';
import type { Shell } from '../interpret/state/shell.js';
import { orderedKeys } from '../interpret/state/variables/ordered-keys.js';
import { isAssociative, presentElements } from '../interpret/state/variables/variable.js';
import type { Place } from '../problems/positions.js';
import type { Range } from '../problems/problem.js';
import type { DynamicVariable, Pkgbuild, PkgbuildFunction, PkgbuildPackage } from '../types.js';
import { locationsOf, type Placed } from './locations.js';
import type { PackageOverrides } from './overrides/override.js';
import type { Recipe } from './recipe.js';

/** Everything that the file leaves set globally, except what it was given. */
export function buildModel({ shell, packages }: Recipe, rangeOf: (place: Place) => Range): Pkgbuild {
  const scalars = new Map<string, string>();
  const arrays = new Map<string, readonly string[]>();
  const associativeArrays = new Map<string, ReadonlyMap<string, string>>();
  const dynamic = new Map<string, DynamicVariable>();
  const places: Placed[] = [];
  let locations: Pkgbuild['locations'] | undefined;
  for (const [name, { value, place }] of shell.scopes[0] ?? []) {
    if (place === undefined || value === undefined) continue;
    places.push({ name, value, place });
    if (typeof value === 'string' && value.includes(LAYOUT_MARK)) {
      dynamic.set(name, { name, reason: 'the layout of `declare -f`', range: rangeOf(place) });
    } else if (typeof value === 'string') scalars.set(name, value);
    else if (value instanceof NotKnown) {
      dynamic.set(name, { name, reason: value.reason, range: rangeOf(value.place) });
    } else if (isAssociative(value)) {
      associativeArrays.set(name, new Map(orderedKeys(value).map((key) => [key, value.get(key) ?? ''])));
    } else arrays.set(name, presentElements(value));
  }
  const first = (name: string) => scalars.get(name) ?? arrays.get(name)?.[0] ?? '';
  const pkgnames = arrays.get('pkgname') ?? [first('pkgname')];
  const epoch = scalars.get('epoch');
  return {
    pkgbase: first('pkgbase') || (pkgnames[0] ?? ''),
    pkgnames,
    pkgver: first('pkgver'),
    pkgrel: first('pkgrel'),
    ...(epoch !== undefined && { epoch }),
    arch: arrays.get('arch') ?? [],
    ...{ scalars, arrays, associativeArrays, dynamic, functions: functionsOf(shell, rangeOf) },
    packages: packages.map((each) => packageOf(each, rangeOf)),
    facts: factsOf(shell),
    // Lines and columns take time, and are asked for by few.
    get locations() {
      locations ??= locationsOf(places, shell.source, rangeOf);
      return locations;
    },
  };
}

function functionsOf(shell: Shell, rangeOf: (place: Place) => Range): Map<string, PkgbuildFunction> {
  const functions = new Map<string, PkgbuildFunction>();
  for (const { name, text, place } of shell.functions.values()) {
    functions.set(name, { name, text, range: rangeOf(place) });
  }
  return functions;
}

function factsOf({ facts, scopes }: Shell): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, asked] of facts.byVariable) {
    if (scopes[0]?.get(name)?.place !== undefined) found.set(name, [...asked]);
  }
  return found;
}

function packageOf(
  { name, overrides, doubt }: PackageOverrides,
  rangeOf: (place: Place) => Range,
): PkgbuildPackage {
  const scalars = new Map<string, string>();
  const arrays = new Map<string, readonly string[]>();
  const appended = new Set<string>();
  const dynamic = new Map<string, DynamicVariable>();
  if (doubt !== undefined) {
    const called = `package_${name}`;
    dynamic.set(called, { name: called, reason: doubt.reason, range: rangeOf(doubt.place) });
  }
  for (const { name: field, value, appends } of overrides.values()) {
    if (value instanceof NotKnown) {
      dynamic.set(field, { name: field, reason: value.reason, range: rangeOf(value.place) });
    } else if (typeof value === 'string') scalars.set(field, value);
    else {
      arrays.set(field, value);
      if (appends) appended.add(field);
    }
  }
  return { name, scalars, arrays, appended, dynamic };
}
