import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  artifactFolderName,
  artifactIdFromFolderName,
  FilesystemCatalog,
  modelEntryCodec,
} from '../../src/index.js';

describe('artifactFolderName', () => {
  test.each([
    ['llm-worker-rbee-cpu-v0.1.0-linux', 'llm-worker-rbee-cpu-v0.1.0-linux'],
    ['a_b.c-9', 'a_b.c-9'],
    ['...', '...'],
    ['org/model:file.gguf', 'org%2Fmodel%3Afile.gguf'],
    ['org-model-file.gguf', 'org-model-file.gguf'],
    ['meta-llama/Llama-2-7b', 'meta-llama%2F%4Clama-2-7b'],
    ['a/../b', 'a%2F..%2Fb'],
    ['../a', '..%2Fa'],
    ['a\\..\\b', 'a%5C..%5Cb'],
    ['@staging', '%40staging'],
    ['%2e%2e', '%252e%252e'],
    ['é', '%C3%A9'],
    ['🐝', '%F0%9F%90%9D'],
    [' ', '%20'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%s has the folder %s, and back', (id, name) => {
    expect(artifactFolderName(id)).toBe(name);
    expect(artifactIdFromFolderName(name)).toBe(id);
  });

  test.each([
    ['', 'it is empty'],
    ['.', 'it names a folder of every file system'],
    ['..', 'it names a folder of every file system'],
    ['/etc', 'it is an absolute path'],
    ['C:\\Windows', 'it is an absolute path'],
    ['c:/windows', 'it is an absolute path'],
    ['\\\\server\\share', 'it is an absolute path'],
    ['a\0b', 'it has a control character'],
    ['a\nb', 'it has a control character'],
    ['a\u007f', 'it has a control character'],
    ['a\u0085', 'it has a control character'],
    ['\ud800', 'it has half of a surrogate pair'],
    ['a\udc00b', 'it has half of a surrogate pair'],
    ['x'.repeat(256), 'its folder name would be over 255 bytes'],
    ['X'.repeat(86), 'its folder name would be over 255 bytes'],
    [undefined, 'it is not text'],
  ])('refuses %j: %s', (id, reason) => {
    // The parameter may be anything where the caller has no types.
    expect(() => artifactFolderName(id as string)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ID',
        message: expect.stringContaining(`cannot be used: ${reason}.`),
      }),
    );
  });

  test('is injective even where case does not count, and stays one segment', () => {
    fc.assert(
      fc.property(anyId, anyId, (first, second) => {
        const names = [artifactFolderName(first), artifactFolderName(second)];
        for (const name of names) expect(name).toMatch(/^(?:[a-z0-9._-]|%[0-9A-F]{2})+$/);
        expect(names[0]?.toLowerCase() === names[1]?.toLowerCase()).toBe(first === second);
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  test('is reversible', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(artifactIdFromFolderName(artifactFolderName(id))).toBe(id);
      }),
      { numRuns: 2_000, seed: 2 },
    );
  });
});

describe('artifactIdFromFolderName', () => {
  test.each([
    '',
    '.',
    '..',
    '@staging',
    'Llama',
    'a b',
    '%',
    '%2',
    '%zz',
    '%2f',
    '%61',
    '%C3',
    '%ED%A0%80',
    '%00',
    '%2Fetc',
    'é',
    'a/b',
    'x'.repeat(256),
  ])('refuses %j, which no id is written as', (name) => {
    expect(artifactIdFromFolderName(name)).toBeUndefined();
  });

  test('decodes only what the encoder writes', () => {
    const name = fc.string({ unit: fc.constantFrom(...'aZ%2F0fC39.é/@-'), maxLength: 12 });
    fc.assert(
      fc.property(name, (text) => {
        const id = artifactIdFromFolderName(text);
        expect(id === undefined || artifactFolderName(id) === text).toBe(true);
      }),
      { numRuns: 5_000, seed: 3 },
    );
  });
});

/** Ids that are close to one another and of every alphabet, without the refused ones. */
const anyId = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...'aAbB/%24.:-_@\\ éÉß'), minLength: 1, maxLength: 6 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  )
  .filter((id) => !/^\.{1,2}$|^[/\\]|^[a-z]:[/\\]|\p{Cc}|\p{Cs}/iu.test(id));

describe('on Windows', () => {
  const windows = { platform: 'win32' };

  test.each(['con', 'nul', 'aux', 'prn', 'com1', 'lpt9', 'nul.txt', 'con.v1.0', 'x.', 'x..'])(
    '%s is refused, and nowhere else',
    (id) => {
      expect(() => artifactFolderName(id, windows)).toThrow(
        expect.objectContaining({ code: 'INVALID_ID', message: expect.stringContaining('Windows') }),
      );
      expect(artifactFolderName(id)).toBe(id);
      expect(artifactFolderName(id, { platform: 'linux' })).toBe(id);
    },
  );

  test.each(['console', 'com', 'com12', 'x.con', 'con-v1', 'NUL', 'a/con', 'x.y'])('%s is not', (id) => {
    expect(artifactFolderName(id, windows)).toBe(artifactFolderName(id));
  });

  test('a catalog refuses them by its option', async () => {
    const root = await useTempDir();
    const catalog = await FilesystemCatalog.open({ root, codec: modelEntryCodec, ...windows });
    expect(() => catalog.folderOf('nul')).toThrow(expect.objectContaining({ code: 'INVALID_ID' }));
    expect(await rejectionOf(catalog.get('x.'))).toMatchObject({ code: 'INVALID_ID' });
  });
});
