import buildEnvironment from './driver/build-environment.bash';
import callFunction from './driver/call-function.bash';
import lintPackage from './driver/lint-package.bash';
import packageFunctions from './driver/package.bash';
import serveRequests from './driver/serve-requests.bash';
import sourceRecipe from './driver/source-recipe.bash';
import start from './driver/start.bash';
import tidyPackage from './driver/tidy-package.bash';

/**
 * The bash program that reads a PKGBUILD and calls its functions, as makepkg's behaviour is described in
 * PKGBUILD(5) and makepkg(8). It is passed to `bash -c`, never written to disk: a recipe may write everywhere
 * in its work folder, and the package phase starts a new bash.
 *
 * Arguments: PKGBUILD, startdir, srcdir, the parent of all pkgdirs, pkgbase, CARCH, the file for the facts
 * of failed commands (shell, status, line, command, file; each ended by NUL), the limit on processes or nothing,
 * and the configuration: for each variable its name, the number of its values or `-` for a scalar, and the
 * values; of those that begin with `__rbee_`, one says whether to tidy, and one lists `NAME=value` to export. `$0`
 * is `makepkg`.
 *
 * On descriptor 3 it takes requests of six fields, each ended by NUL: id, `source` | `call` | `capture` |
 * `package` | `finish` | `exports` | `names`, function, working directory, package, pkgdir. It replies to each with the id, the
 * status or `missing` when there is no such function, `$pkgver`, what `times` prints, the number of facts, and for each
 * fact three fields. A function that fails ends the program with the function's status. Descriptor 4 takes what a
 * captured function prints. Both are closed while the recipe's code runs.
 *
 * A fact's fields are: `export`, variable, value; `scalar` | `list`, `pkgbase` | `pkgname` | `function`, value; and of a package `scalar` | `list`, variable, value; `problem`,
 * `error` | `warning`, sentence; `owner`, `uid gid user group mode`, path.
 */
export const DRIVER = [
  start,
  sourceRecipe,
  buildEnvironment,
  callFunction,
  packageFunctions,
  lintPackage,
  tidyPackage,
  serveRequests,
].join('\n');
