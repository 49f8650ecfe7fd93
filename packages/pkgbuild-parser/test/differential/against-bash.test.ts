import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { evaluateSnippet } from './evaluate-snippet.js';
import { grammarSnippets } from './grammar-snippets.js';
import { programSnippets } from './program-snippets.js';
import { snippets } from './snippets.js';
import { sourceWithBash } from './source-with-bash.js';

function left(snippet: string) {
  const { status, scalars, arrays, dynamic } = evaluateSnippet(snippet);
  return { status, scalars, arrays, dynamic };
}

describe('evaluation gives what bash gives', () => {
  it('has snippets of every theme', () => {
    expect(snippets.length).toBeGreaterThan(250);
    expect(new Set(snippets).size).toBe(snippets.length);
  });

  it.each(programSnippets)('%s', async (snippet) => {
    const expected = await sourceWithBash(snippet, await useTempDir(), '/usr/bin:/bin');
    expect(left(snippet)).toEqual({ ...expected, dynamic: {} });
  });

  it.each(grammarSnippets)('%s', async (snippet) => {
    const expected = await sourceWithBash(snippet, await useTempDir());
    expect(left(snippet)).toEqual({ ...expected, dynamic: {} });
  });

  it.each(snippets)('%s', async (snippet) => {
    const expected = await sourceWithBash(snippet, await useTempDir());
    expect(left(snippet)).toEqual({ ...expected, dynamic: {} });
  });
});
