import { parseArgs } from 'node:util';

/** The options of every command; `values` is `undefined` for an option that there is not. */
export function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      // Versions may begin with a hyphen.
      ...(args[0] === 'vercmp' && { args: ['--', ...args] }),
      options: {
        carch: { type: 'string' },
        disable: { type: 'string', multiple: true },
        epoch: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        makepkg: { type: 'string' },
        pkgrel: { type: 'string' },
        print: { type: 'boolean' },
        sarif: { type: 'boolean' },
      },
    });
  } catch {
    // The usage says which options there are.
    return { values: undefined, positionals: [] };
  }
}
