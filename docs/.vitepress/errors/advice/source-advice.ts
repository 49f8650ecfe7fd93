import type { AdviceByCode } from './types.js';

const REPACKED =
  'Ask its publisher for an archive without it, or repack it; nothing of the archive was written.';

/** Of fetching, verifying and unpacking. */
export const SOURCE_ADVICE: AdviceByCode = {
  UNSUPPORTED_PROTOCOL: {
    why: 'The `source` entry begins with a protocol that makepkg does not have either, or has a misspelt one.',
    todo: 'Use one of those that [are fetched](../sources.md).',
  },
  INVALID_SOURCE: {
    why: 'The name has a slash or is empty, or the URL cannot be read.',
    todo: 'Write it as `name::url`, with a plain file name.',
  },
  LOCAL_SOURCE_MISSING: {
    why: '`source` names a file that is not beside the PKGBUILD.',
    todo: "Add the file to the recipe's folder, or correct its name.",
  },
  UNREACHABLE: {
    why: 'The name does not resolve, nothing listens there, TLS fails, or the connection stalled.',
    todo: 'Try again; check the proxy variables. What was received is kept, and the next call goes on from there.',
  },
  HTTP_STATUS: {
    why: 'The file moved or was removed (404), needs credentials (401, 403), or the server has trouble (5xx).',
    todo: 'Open the URL by hand. Correct `source`, or pass credentials or a mirror.',
  },
  REDIRECT: {
    why: 'The server redirects in a circle, to plain http, or to another protocol.',
    todo: 'Name the final URL in `source`.',
  },
  CHECKSUM_MALFORMED: {
    why: 'The entry is cut off or is a placeholder, such as `abc123...`.',
    todo: 'Put the whole digest there, or `SKIP`. `updpkgsums` computes them.',
  },
  CHECKSUM_MISMATCH: {
    why: 'The file changed at its place, the download was tampered with, or the recipe was bumped without its checksums.',
    todo: "Do not skip it. Compare with the publisher's own digest, and correct the recipe if that one agrees with the new file.",
  },
  CHECKSUM_MISSING: {
    why: 'A source has no entry in any checksum array.',
    todo: 'Add its digest, or `SKIP` where there can be none.',
  },
  CHECKSUM_UNSUPPORTED: {
    why: 'A digest was given for a git branch, whose content changes.',
    todo: 'Pin it with `#tag=` or `#commit=`, or write `SKIP`.',
  },
  SIGNATURE_UNSUPPORTED: {
    why: "The signature is of another kind than OpenPGP, such as minisign's.",
    todo: 'Verify by a checksum instead.',
  },
  CONTENT_ENCODING: {
    why: 'The server compresses stored files on its own, and the `fetch` that you passed undid it.',
    todo: 'Pass `createFetch()`, or no `fetch` at all.',
  },
  GIT_REF_NOT_FOUND: {
    why: 'The branch or tag was renamed or deleted, or the commit is not reachable from any of them.',
    todo: 'List what there is with `git ls-remote URL`, and correct the fragment.',
  },
  GIT_FAILED: {
    why: 'The repository is private, damaged, or the server ended the transfer; the message has its words.',
    todo: 'Try `git clone` by hand; pass credentials or a mirror where it needs them.',
  },
  GIT_UNSAFE: {
    why: 'A path in the repository leads out of it, or into `.git`.',
    todo: 'Do not build it. Nothing was checked out.',
  },
  ARCHIVE_DAMAGED: {
    why: 'The download was cut off where it was packed, or the file is not what its name says.',
    todo: "Compare its digest with the publisher's.",
  },
  ARCHIVE_ABSOLUTE_PATH: { why: 'An entry would be written outside the folder.', todo: REPACKED },
  ARCHIVE_DRIVE_PATH: { why: 'An entry names a Windows drive or share.', todo: REPACKED },
  ARCHIVE_PARENT_PATH: { why: 'An entry climbs out of the folder.', todo: REPACKED },
  ARCHIVE_BELOW_LINK: {
    why: 'An entry would be written to where a link of the archive points.',
    todo: REPACKED,
  },
  ARCHIVE_HARD_LINK: {
    why: 'A hard link names a file that is not in the archive before it.',
    todo: REPACKED,
  },
  ARCHIVE_SPECIAL_FILE: { why: 'The archive is of a whole system, or hostile.', todo: REPACKED },
  ARCHIVE_SPARSE_FILE: { why: 'tar was run with `--sparse`.', todo: REPACKED },
  ARCHIVE_DUPLICATE_PATH: {
    why: 'A path is a folder once and a file once: two programs would unpack two different things.',
    todo: REPACKED,
  },
  ARCHIVE_NAME_ENCODING: { why: 'The archive was made with an old encoding of names.', todo: REPACKED },
  ARCHIVE_AMBIGUOUS_SIZE: {
    why: 'Two headers disagree about a size, which is how archives are made to look harmless.',
    todo: REPACKED,
  },
  ARCHIVE_UNSAFE: { why: 'An entry would replace the folder itself.', todo: REPACKED },
  ARCHIVE_UNSUPPORTED: {
    why: 'Its format needs a program that is not installed, or is none that libarchive reads.',
    todo: 'Install bsdtar, or put the file into `noextract` and unpack it in `prepare()`.',
  },
  OFFLINE: {
    why: '`offline` is set, and what is needed is not in the cache.',
    todo: 'Run it once with the network.',
  },
  SIGNATURE_INVALID: {
    why: 'The file or its signature changed, or they are of different versions.',
    todo: 'Do not build it. Fetch both again from the publisher.',
  },
  SIGNATURE_MISSING: {
    why: 'The tag or commit is not signed.',
    todo: 'Ask for a signed tag, or drop `?signed` if a checksum pins the source.',
  },
  KEY_UNKNOWN: {
    why: 'The key is neither in the keyring nor beside the recipe.',
    todo: "Put it into `keys/pgp/FINGERPRINT.asc`, after comparing the fingerprint with its owner's.",
  },
  KEY_UNTRUSTED: {
    why: 'The signature is good, but by a key that `validpgpkeys` does not name.',
    todo: 'Add the fingerprint only if its owner confirms it.',
  },
  KEY_EXPIRED: {
    why: "The key's owner has not extended it, or you have an old copy.",
    todo: 'Fetch the key again.',
  },
  KEY_REVOKED: {
    why: 'Its owner withdrew the key.',
    todo: 'Do not build it. Look for a release that is signed by the new key.',
  },
  KEYRING_INVALID: {
    why: "A key's file is damaged, or is not an OpenPGP key.",
    todo: 'Export it again with `gpg --export --armor`.',
  },
  DISK_FULL: {
    why: 'The file system or your quota is full.',
    todo: "Free space: `rbee-hive prune` removes old versions and `worker_prune`'s cache option kept sources.",
  },
  PROGRAM_MISSING: {
    why: 'The protocol or archive needs a program, such as svn or bsdtar.',
    todo: 'Install the program that the message names.',
  },
  PROGRAM_FAILED: {
    why: 'That program ended with an error; the message has its words.',
    todo: 'Run the same by hand.',
  },
  FILE_SYSTEM: {
    why: 'A folder is missing, not writable, or on a file system that cannot do what is needed.',
    todo: "The cause has the system's own error.",
  },
};
