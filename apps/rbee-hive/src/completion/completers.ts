import { Argument } from 'commander';

/** What an argument's possible values are: ids of the catalog, of the registry, or of the daemon's processes. */
export type ValueKind = 'installed' | 'available' | 'process';

const KINDS = new WeakMap<Argument, ValueKind>();

/** An argument whose values the shell can complete. */
export function completes(kind: ValueKind, name: string, description: string): Argument {
  const argument = new Argument(name, description);
  KINDS.set(argument, kind);
  return argument;
}

export function valueKindOf(argument: Argument): ValueKind | undefined {
  return KINDS.get(argument);
}
