import type { AdviceByCode } from './types.js';

/** Of a PKGBUILD's text. */
export const RECIPE_ADVICE: AdviceByCode = {
  SYNTAX: {
    why: 'A quote, bracket or `fi` is missing, most often some lines above the place that is named.',
    todo: 'Run `bash -n PKGBUILD`, and look above.',
  },
  CARRIAGE_RETURN: {
    why: 'The file was saved with the line ends of Windows.',
    todo: "Run `sed -i 's/\\r$//' PKGBUILD`.",
  },
  MISSING_FIELD: {
    why: '`pkgname`, `pkgver`, `pkgrel` or `arch` is missing or empty.',
    todo: 'Set it: PKGBUILD(5) needs all four.',
  },
  INVALID_FIELD: {
    why: "A value breaks makepkg's rule, such as a hyphen in `pkgver`.",
    todo: 'The message says what is allowed.',
  },
  WRONG_KIND: {
    why: 'An array was written as a string, or the reverse: `depends="a b"`.',
    todo: 'Write arrays in parentheses: `depends=(a b)`.',
  },
  PACKAGE_FUNCTION: {
    why: 'A split package lacks a `package_NAME()`, or there are both kinds.',
    todo: 'Write one `package_NAME()` for each of `pkgname`.',
  },
  NOT_OVERRIDABLE: {
    why: 'A package function sets a field such as `makedepends`, which holds for the whole recipe.',
    todo: 'Set it at the top.',
  },
  ARCH_SPECIFIC: {
    why: 'A field such as `pkgdesc_x86_64` exists for no architecture.',
    todo: 'Use the field without the suffix.',
  },
  EMPTY_ELEMENT: {
    why: 'An array has `""` in it, often from a variable that is not set.',
    todo: 'Remove the element, or set the variable.',
  },
  INVALID_DEPENDENCY: {
    why: "A name or version in `depends` or a like field breaks makepkg's rule.",
    todo: 'Write `name`, `name>=1.2`, or for `optdepends` `name: why`.',
  },
  MISSING_FILE: {
    why: '`install` or `changelog` names a file that is not beside the recipe.',
    todo: 'Add the file, or drop the field.',
  },
  UNPINNED_SOURCE: {
    why: 'A branch moves: two builds of the same version may differ.',
    todo: 'Pin it with `#tag=` or `#commit=`.',
  },
  INSECURE_SOURCE: {
    why: 'http, git:// and ftp can be changed on their way.',
    todo: 'Use https; with a checksum the content is verified in any case.',
  },
  SKIPPED_CHECKSUM: { why: 'What is downloaded is not verified.', todo: 'Give the sha256 of the file.' },
  WEAK_CHECKSUM: { why: 'md5, sha1 and cksum can be forged.', todo: 'Add `sha256sums`.' },
  FOREIGN_HOST: {
    why: "The source comes from another host than the project's `url`.",
    todo: 'Check that the project itself publishes there.',
  },
  UNDEFINED_VARIABLE: {
    why: 'A name is misspelt, or the variable is set later.',
    todo: 'Set it above the place where it is used.',
  },
  UNUSED_VARIABLE: {
    why: 'It is left over, or its use is misspelt.',
    todo: 'Remove it, or start its name with `_` if a tool reads it.',
  },
  FAILED_TO_SOURCE: {
    why: 'makepkg stops when the last command at the top fails, often `[[ … ]] && …`.',
    todo: 'Write `if … then … fi`, or end the line with `|| true`.',
  },
  DYNAMIC: {
    why: 'The value depends on a command or on the machine, so that reading alone cannot know it.',
    todo: 'Write it out, or pass the facts that it asks for: `parsePkgbuild(text, { facts })`.',
  },
  NOT_EDITABLE: {
    why: 'The variable is set in a branch, a loop or by `eval`, so that no one place of the text decides it.',
    todo: 'Set it once at the top of the recipe, or edit it by hand.',
  },
};
