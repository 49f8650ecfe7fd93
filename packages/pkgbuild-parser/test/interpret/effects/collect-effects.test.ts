import { expect, test } from 'vitest';
import { evaluateSnippet } from '../../differential/evaluate-snippet.js';

test.each([
  'f() { f() { w=1; }; f; }',
  'f() { g() { w=1; }; g; }',
  'g() { w=1; }; f() { g; f; }',
  'f() { f() { f() { w=1; }; f; }; f; }',
])('a call of a function of which the arguments are not known may do all that it does: %s', (definition) => {
  const { dynamic, scalars } = evaluateSnippet(`w=0; v=0; ${definition}; f "$RANDOM"; x=2\n`);
  expect([Object.keys(dynamic), scalars]).toEqual([['w'], { v: '0', x: '2' }]);
});
