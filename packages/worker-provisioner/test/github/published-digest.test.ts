import { expect, test } from 'vitest';
import { digestIn } from '../../src/github/published-digest.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const NAME = 'tool-linux.tar.gz';

test.each([
  ['sha256sum', `${B}  other\n${A}  ${NAME}\n`],
  ['binary mode', `${A} *${NAME}\r\n`],
  ['a folder', `${A}  ./dist/${NAME}\n`],
  ['sha256sum --tag', `SHA256 (${NAME}) = ${A}\n`],
  ['openssl', `SHA2-256(dist/${NAME})= ${A}\n`],
  ['name first', `${NAME}: ${A}\n`],
  ['name first, in columns', `${NAME}   ${A}\n`],
  ['with the algorithm', `sha256:${A}  ${NAME}\n`],
  ['upper case', `${A.toUpperCase()}  ${NAME}\n`],
  ['signed', `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${A}  ${NAME}\n`],
  ['beside longer digests', `${'c'.repeat(128)}  ${NAME}\n${A}  ${NAME}\n`],
])('reads %s', (_form, text) => {
  expect(digestIn(text, { name: NAME, isOwn: false })).toBe(A);
});

test('a digest alone counts in a file of its own', () => {
  expect(digestIn(`${A}\n`, { name: NAME, isOwn: true })).toBe(A);
  expect(digestIn(`${A}\n`, { name: NAME, isOwn: false })).toBeUndefined();
});

test('of the same name twice the one without folders counts, else neither', () => {
  const folders = `${A}  amd64/${NAME}\n${B}  arm64/${NAME}\n`;
  expect(digestIn(folders, { name: NAME, isOwn: false })).toBeUndefined();
  expect(digestIn(`${folders}${A}  ${NAME}\n`, { name: NAME, isOwn: false })).toBe(A);
  expect(digestIn(`${A}  ${NAME}\n${B}  ${NAME}\n`, { name: NAME, isOwn: false })).toBeUndefined();
});
