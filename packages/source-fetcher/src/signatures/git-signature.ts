import type { GitObject } from '../git/backends/backend.js';

/** A signature inside a git object, and the bytes that it is of. */
export interface GitSignature {
  readonly signature: Buffer;
  readonly payload: Buffer;
}

const BEGINNINGS = [
  '-----BEGIN PGP SIGNATURE-----',
  '-----BEGIN PGP MESSAGE-----',
  '-----BEGIN SSH SIGNATURE-----',
  '-----BEGIN SIGNED MESSAGE-----',
];

/** The signature of a commit or a tag, if it has one: gitformat-signature(5). */
export function gitSignatureOf({ type, content }: GitObject): GitSignature | undefined {
  if (type === 'tag') return tagSignature(content);
  return type === 'commit' ? commitSignature(content) : undefined;
}

/** A tag's is the end of its message; of several, git takes the last. */
function tagSignature(content: Buffer): GitSignature | undefined {
  const starts = BEGINNINGS.map((beginning) => content.lastIndexOf(`\n${beginning}`)).filter(
    (at) => at !== -1,
  );
  if (starts.length === 0) return undefined;
  const at = Math.max(...starts) + 1;
  return { signature: content.subarray(at), payload: content.subarray(0, at) };
}

/** A commit's is a header whose further lines begin with a space. */
function commitSignature(content: Buffer): GitSignature | undefined {
  const end = content.indexOf('\n\n');
  const head = content.toString('latin1', 0, end === -1 ? content.length : end + 1);
  const match = /^gpgsig (.*\n(?: .*\n)*)/m.exec(head);
  if (match === null) return undefined;
  const text = (match[1] ?? '').replace(/^ /gm, '');
  const payload = Buffer.concat([
    content.subarray(0, match.index),
    content.subarray(match.index + match[0].length),
  ]);
  return { signature: Buffer.from(text, 'latin1'), payload };
}

/** Whether it is one that OpenPGP made. */
export function isOpenPgp({ signature }: GitSignature): boolean {
  return signature.toString('latin1', 0, 14) === '-----BEGIN PGP';
}
