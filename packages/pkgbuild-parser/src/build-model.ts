import { orderedKeys } from './evaluate/associative.js';
import { NotKnown } from './evaluate/outcomes.js';
import { isAssociative, presentElements } from './evaluate/scope.js';
import type { Shell } from './evaluate/shell.js';
import type { Place } from './positions.js';
import type { DynamicVariable, Pkgbuild, PkgbuildFunction, Range } from './types.js';

/** Everything that the file leaves set globally, except what it was given. */
export function buildModel(shell: Shell, rangeOf: (place: Place) => Range): Pkgbuild {
  const scalars = new Map<string, string>();
  const arrays = new Map<string, readonly string[]>();
  const associativeArrays = new Map<string, ReadonlyMap<string, string>>();
  const dynamic = new Map<string, DynamicVariable>();
  for (const [name, { value, place }] of shell.scopes[0] ?? []) {
    if (place === undefined || value === undefined) continue;
    if (typeof value === 'string') scalars.set(name, value);
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
  };
}

function functionsOf(shell: Shell, rangeOf: (place: Place) => Range): Map<string, PkgbuildFunction> {
  const functions = new Map<string, PkgbuildFunction>();
  for (const { name, text, place } of shell.functions.values()) {
    functions.set(name, { name, text, range: rangeOf(place) });
  }
  return functions;
}
