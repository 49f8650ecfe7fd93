import { expect, test } from 'vitest';
import { hivePermissions } from '../../src/protocol/permissions.js';

test('a hive publishes in its own name only, and makes no consumer', () => {
  const { publish, subscribe, answers } = hivePermissions('attic');
  const named = /(?:^rbee\.(?:hive|presence|ask|talk)\.attic(?:\.>)?$)|\.attic(?:\.>)?$/;
  expect(publish.filter((subject) => !named.test(subject))).toEqual([]);
  expect(publish.filter((subject) => /CONSUMER\.(?:CREATE|DURABLE|DELETE)|STREAM/.test(subject))).toEqual([]);
  expect(publish.slice(0, 7)).toEqual([
    'rbee.hive.attic.>',
    '$KV.hives.attic.>',
    '$JS.API.DIRECT.GET.KV_hives.$KV.hives.attic.>',
    '$JS.API.DIRECT.GET.KV_wanted.$KV.wanted.attic.>',
    '$JS.API.CONSUMER.INFO.KV_wanted.attic',
    '$JS.API.CONSUMER.MSG.NEXT.KV_wanted.attic',
    '$JS.ACK.KV_wanted.attic.>',
  ]);
  expect(subscribe).toEqual([
    'rbee.hive.attic.>',
    '_INBOX_attic.>',
    'rbee.presence.*',
    'rbee.ask.*',
    'rbee.talk.*.attic.>',
  ]);
  expect(answers).toBe(true);
});
