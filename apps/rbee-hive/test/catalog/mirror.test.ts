import { describe, expect, test } from 'vitest';
import { parseMirror } from '../../src/catalog/mirror.js';

describe('a mirror on the command line', () => {
  test('is two URLs, each of which may have an equals sign', () => {
    expect(parseMirror('https://a.example/=https://b.example/a/')).toEqual({
      prefix: 'https://a.example/',
      replacements: ['https://b.example/a/'],
    });
    expect(parseMirror('https://a.example/f?x=1=https://b.example/g?y=2')).toEqual({
      prefix: 'https://a.example/f?x=1',
      replacements: ['https://b.example/g?y=2'],
    });
  });

  test.each([
    ['https://a.example/', 'Give two URLs'],
    ['https://a.example/=', 'Give two URLs'],
    ['a=https://b.example/', 'http or https URL'],
    ['https://a.example/=https://me:secret@b.example/', 'must not have a user or password'],
    ['https://me@a.example/=https://b.example/', 'must not have a user or password'],
  ])('%s is refused', (text, why) => {
    expect(parseMirror(text)).toContain(why);
    expect(parseMirror(text)).not.toContain('secret');
  });
});
