import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import type { Metadata, Targets } from '@tufjs/models';
import type { Updater } from 'tuf-js';
import { TufError } from './errors.js';

/**
 * Verifies every role that was loaded by each role that delegates to it. The library verifies a role by the one through
 * which it was reached first, and then takes it for every other that names it.
 *
 * @throws TufError `UNTRUSTED`
 */
export function requireDelegated(updater: Updater): void {
  // Private in the library's types alone.
  const { trustedSet } = updater as unknown as { readonly trustedSet: TrustedSet };
  const visited = new Set<string>(['targets']);
  const open = ['targets'];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const parent = trustedSet.getRole(name);
    for (const child of Object.keys(parent?.signed.delegations?.roles ?? {})) {
      const role = trustedSet.getRole(child);
      if (parent === undefined || role === undefined) continue;
      verify(parent, role, { name, child });
      if (!visited.has(child)) open.push(child);
      visited.add(child);
    }
  }
}

interface TrustedSet {
  getRole(name: string): Metadata<Targets> | undefined;
}

function verify(
  parent: Metadata<Targets>,
  role: Metadata<Targets>,
  { name, child }: { readonly name: string; readonly child: string },
): void {
  try {
    parent.verifyDelegate(child, role);
  } catch (cause) {
    throw new TufError({
      code: 'UNTRUSTED',
      message: `The signed metadata is refused: ${showForeign(child)} is not signed as ${showForeign(name)} asks: ${showForeign(messageOf(cause))}.`,
      hint: 'Ask who runs the registry.',
      cause,
    });
  }
}
