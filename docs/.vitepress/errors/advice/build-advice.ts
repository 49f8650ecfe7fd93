import type { AdviceByCode } from './types.js';

/** Of running a recipe's functions. */
export const BUILD_ADVICE: AdviceByCode = {
  BASH_MISSING: {
    why: 'The `PATH` that was passed has no bash of version 4.4 or newer, or no `mkfifo`.',
    todo: 'Install bash and coreutils; on macOS from a package manager, since its own bash is too old.',
  },
  INVALID_OPTION: {
    why: 'A caller without types passed a misspelt option or a value of another kind.',
    todo: 'The message names the option and what it takes.',
  },
  INVALID_NAME: {
    why: 'A package name starts with a dot or hyphen, or has characters that no name may have.',
    todo: 'Use letters, digits and `@._+-`, as PKGBUILD(5) says.',
  },
  SOURCE_FAILED: {
    why: 'A command at the top of the recipe failed, or the function that was asked for is not defined.',
    todo: 'Read the last lines in the error; run `pkgbuild lint`.',
  },
  FUNCTION_FAILED: {
    why: 'A command of `prepare`, `build`, `check` or `package` ended with an error: a compiler, a missing tool, no network.',
    todo: 'Read `lastLines`. If it wanted the network, allow it for that phase with `--network`. To mend the recipe and go on where it failed: `--keep-build`.',
  },
  KILLED: {
    why: 'Something outside ended bash, most often the kernel for want of memory.',
    todo: 'Build with fewer jobs (`--jobs`), or with more memory.',
  },
  INVALID_PKGVER: {
    why: '`pkgver()` printed nothing, several lines, or characters that a version may not have.',
    todo: 'Let it print letters, digits, dots, underscores and plus signs only.',
  },
  LIMIT: {
    why: 'Something from outside was larger, longer or slower than the limit: output, time, size, depth or a count.',
    todo: 'The message names the limit; each is an option. Raise it only for what you trust.',
  },
  SANDBOX: {
    why: 'A sandbox was required, and bubblewrap is missing, or the kernel forbids user namespaces.',
    todo: '`rbee-hive doctor` says which, and the one command that mends it.',
  },
  FOLDER_REPLACED: {
    why: 'The build put a link, or something else, where one of its own folders or files was.',
    todo: 'Nothing was followed. Look at what the recipe does there before trying again.',
  },
  PACKAGE_INVALID: {
    why: 'The package has a file that no package may hold, such as one in its root with a reserved name.',
    todo: 'Correct `package()`; the message names the path.',
  },
  CONFIG_INVALID: {
    why: 'The makepkg.conf has a mistake in its bash, or cannot be read.',
    todo: 'Run `bash -n` on the file.',
  },
};
