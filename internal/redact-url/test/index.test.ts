import { expect, test } from 'vitest';
import { redactUrl, showForeign } from '../src/index.js';

test.each([
  ['https://example.org/a?b=c', 'https://example.org/a?b=c'],
  ['https://user:pass@example.org/a', 'https://example.org/a'],
  ['https://token@example.org/', 'https://example.org/'],
  ['https://example.org/?access_token=s3cret&x=1', 'https://example.org/?access_token=REDACTED&x=1'],
  ['https://example.org/?X-Amz-Signature=s3cret', 'https://example.org/?X-Amz-Signature=REDACTED'],
  ['https://user:pa/ss@host:x/', 'https://host:x/'],
  ['no url at all', 'no url at all'],
])('redactUrl(%j) is %j', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});

test('showForeign makes control characters visible and cuts long text', () => {
  expect(showForeign('a\u001b[31mb\u202e')).toBe('a\\u001b[31mb\\u202e');
  expect(showForeign('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
});
