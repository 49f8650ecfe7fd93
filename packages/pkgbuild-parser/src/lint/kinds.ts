import { showForeign } from '@rbee-internal/redact-url';
import { isAssociative } from '../interpret/state/variables/variable.js';
import { elementsOf, type GlobalField, type Recipe } from '../parse/recipe.js';
import type { ProblemList } from '../problems/problem-list.js';

/** Scalars where arrays belong and the reverse, fields for one architecture, fields in package functions. */
export function checkKinds(recipe: Recipe, list: ProblemList): void {
  const isOld = recipe.shell.facts.host.makepkg === '6.0';
  for (const field of recipe.fields.values()) {
    checkArchitectureName(field, list, isOld);
    checkKind(field, list);
    checkElements(field, list, isOld);
  }
  for (const each of recipe.packages) {
    for (const { name, base, field, architecture, place, isArray } of each.misplaced) {
      if (!field.overridable) {
        list.error('NOT_OVERRIDABLE', place, `${name} may not be set inside a package function`);
      } else if (architecture === undefined || field.perArchitecture) {
        list.error('WRONG_KIND', place, isArray ? scalarMessage(name) : arrayMessage(name));
      } else list.error('ARCH_SPECIFIC', place, `${base} may not be specific to an architecture`);
    }
    for (const { name, base, field, architecture, place, value } of each.overrides.values()) {
      if (architecture !== undefined && !field.perArchitecture) {
        list.error('ARCH_SPECIFIC', place, `${base} may not be specific to an architecture`);
      } else if (architecture === 'any') list.error('ARCH_SPECIFIC', place, anyMessage(name));
      if (!isOld && Array.isArray(value) && value.includes(''))
        list.error('EMPTY_ELEMENT', place, emptyMessage(name));
    }
  }
}

function checkArchitectureName(
  { name, base, field, architecture, variable }: GlobalField,
  list: ProblemList,
  isOld: boolean,
): void {
  if (architecture === undefined || variable.place === undefined) return;
  if (!field.perArchitecture || (isOld && base === 'options')) {
    list.error(
      'ARCH_SPECIFIC',
      variable.place,
      `${base} may not be specific to an architecture: ${showForeign(name)}`,
    );
  } else if (architecture === 'any') list.error('ARCH_SPECIFIC', variable.place, anyMessage(name));
}

function checkKind({ name, field, architecture, variable }: GlobalField, list: ProblemList): void {
  const { value, place } = variable;
  if (place === undefined || (architecture !== undefined && !field.perArchitecture)) return;
  const isList = Array.isArray(value);
  if (field.kind === 'array' && (typeof value === 'string' || isAssociative(value))) {
    list.error('WRONG_KIND', place, arrayMessage(name));
  } else if (field.kind === 'scalar' && isList) list.error('WRONG_KIND', place, scalarMessage(name));
}

function checkElements({ name, field, variable }: GlobalField, list: ProblemList, isOld: boolean): void {
  const { value, place } = variable;
  if (place === undefined || !Array.isArray(value) || field.kind !== 'array') return;
  if (!isOld && elementsOf(value).includes('')) list.error('EMPTY_ELEMENT', place, emptyMessage(name));
  if (name === 'source' && value.includes(undefined)) {
    list.error('WRONG_KIND', place, 'source has gaps: number its elements from 0 without a hole');
  }
}

function arrayMessage(name: string): string {
  return `${name} should be an array: write ${name}=(…)`;
}

function scalarMessage(name: string): string {
  return `${name} should not be an array: write ${name}=…`;
}

function anyMessage(name: string): string {
  return `${name} has no meaning: nothing is specific to the architecture any`;
}

function emptyMessage(name: string): string {
  return `${name} has an empty element`;
}
