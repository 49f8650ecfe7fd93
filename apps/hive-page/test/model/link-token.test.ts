import { expect, it } from 'vitest';
import { tokenInLink } from '../../src/model/link-token.js';

it.each([
  ['http://127.0.0.1:7835/#token=a-b_C9', 'a-b_C9'],
  ['#token=a-b_C9', 'a-b_C9'],
  [' http://127.0.0.1:7835/#token=a-b_C9 \n', 'a-b_C9'],
  ['#token=a%20b%2Bc+d', 'a b+c+d'],
  ['#token=100%', '100%'],
])('%j has the token %j', (link, token) => {
  expect(tokenInLink(link)).toBe(token);
});

it.each(['', '#', '#/workers', '#token=', '#/workers?token=x', 'http://127.0.0.1:7835/?token=x', 'token=x'])(
  '%j has none',
  (link) => {
    expect(tokenInLink(link)).toBeUndefined();
  },
);
