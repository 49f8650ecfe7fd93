import { expect, it } from 'vitest';
import { licenseText } from '../../../src/model/plan/license-text.js';

it.each([
  ['user', "would get the hive's licence token: you trust it."],
  ['registry', "would get the hive's licence token: the registry names it."],
  ['none', 'would not get it'],
] as const)('says what an origin that %s trusts gets', (trustedBy, text) => {
  expect(licenseText({ origin: 'https://a.test', trustedBy })).toMatch(/^https:\/\/a\.test /);
  expect(licenseText({ origin: 'https://a.test', trustedBy })).toContain(text);
});

it('says how to trust one', () => {
  expect(licenseText({ origin: 'https://a.test', trustedBy: 'none' })).toContain(
    'rbee-hive license trust https://a.test',
  );
});
