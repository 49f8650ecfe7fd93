import { findProgram } from '@rbee-internal/system/process';
import type { Look } from './look-context.js';

/** Prints those of its arguments that are modules which it could import, each on a line; imports nothing itself. */
const SCRIPT = `
import sys
from importlib.util import find_spec
for name in sys.argv[1:]:
    try:
        if find_spec(name) is not None:
            print(name)
    except Exception:
        pass
`;

/** Modules of the `python3` on `PATH`, without those of the user's own folder, which no build sees. */
export const lookForPythonModules: Look = async (probes, { PATH, ask }) => {
  const names = probes.map(({ name }) => name).filter((name) => /^[a-z_]\w*(?:\.\w+)*$/i.test(name));
  const python = await findProgram('python3', { PATH });
  if (python === undefined || names.length === 0) return [];
  const found = new Set((await ask(python, ['-I', '-c', SCRIPT, ...names])).split('\n'));
  return probes.filter(({ name }) => found.has(name)).map((probe) => ({ probe }));
};
