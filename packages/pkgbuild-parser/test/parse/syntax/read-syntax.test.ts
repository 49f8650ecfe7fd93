// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readSyntax } from '../../../src/parse/syntax/read-syntax.js';
import { createRangeOf } from '../../../src/problems/positions.js';
import { createProblemList } from '../../../src/problems/problem-list.js';

function isReadByUs(text: string): boolean {
  return readSyntax(text, createProblemList(createRangeOf(text))) !== undefined;
}

/** Whether bash gets as far as the last line. */
function isReadByBash(text: string): boolean {
  const script = `f() { source /dev/stdin; }; f <<< "$1" 2>/dev/null; true`;
  return execFileSync('/bin/bash', ['--norc', '-c', script, 'bash', `${text}\necho reached`], {
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8' },
  }).includes('reached');
}

describe('a text is valid exactly when bash reads it', () => {
  it.each([
    // Extended patterns are on only on the right of a comparison in [[ ]].
    '[[ ab == +(a|b) ]]',
    '[[ ab != @(a|b)c ]]',
    '[[ ab =~ (a|b)+(c) ]]',
    '[[ !(a) ]]',
    '[[ -n +(x) ]]',
    '[[ a+(x) < b ]]',
    '[[ v?(n) -eq 1 ]]',
    '[[ !(x) -ge 1 ]]',
    'case x in +(x)) v=1;; esac',
    'x=${y#+(a)}',
    // In a list inside a substitution a quote after a backslash is one where bash looks for the end.
    "x=$(y=(it\\'s); echo)",
    "x=$(y=(it\\'s t\\'s); echo)",
    'x=$(y=(a\\"b); echo)',
    'x=$(y=(a\\)b); echo)',
    'x=$(y=(a\\`b); echo)',
    "x=$(y=($'it\\'s'); echo)",
    'x=$(y=("it\'s" \'a"b\' c\\ d a\\\\b); echo)',
    "x=$(y=it\\'s; echo)",
    "x=$(declare -a y=(it\\'s); echo)",
    "x=$(y=('it'\\''s'); echo)",
    "cat < <(y=(it\\'s))",
    "y=(it\\'s)",
    "x=`y=(it\\'s)`",
  ])('%s', (text) => {
    expect(isReadByUs(text)).toBe(isReadByBash(text));
  });
});
