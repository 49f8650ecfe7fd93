import { expect, test } from 'vitest';
import { Peers } from '../../src/member/peers.js';

const presence = (models: readonly object[], more: object = {}) =>
  Buffer.from(JSON.stringify({ format: 1, everyMilliseconds: 1_000, generation: 1, models, ...more }));

test('a hive that was not heard for two heartbeats is out, and one that leaves at once', () => {
  let now = 0;
  const peers = new Peers(() => now);
  peers.note('a', presence([{ id: 'm', isLoaded: true, busy: 0 }]));
  now = 2_000;
  expect(peers.list).toEqual([{ hive: 'a', models: 1, heardMilliseconds: 2_000 }]);
  now = 2_001;
  expect(peers.serversOf('m')).toEqual([]);
  peers.note('a', presence([]));
  peers.note('a', presence([], { leaves: true }));
  peers.note('b', Buffer.from('nonsense'));
  expect(peers.list).toEqual([]);
});

test('who has it loaded is asked first, then who has the least to do, then who is nearest', () => {
  const peers = new Peers(() => 0);
  peers.note('cold', presence([{ id: 'm', isLoaded: false, busy: 0 }]));
  peers.note('busy', presence([{ id: 'm', isLoaded: true, busy: 3 }]));
  peers.note('far', presence([{ id: 'm', isLoaded: true, busy: 0 }]));
  peers.note('near', presence([{ id: 'm', isLoaded: true, busy: 0 }]));
  peers.noteDelay('far', 80);
  peers.noteDelay('near', 5);
  expect(peers.serversOf('m').map(({ hive }) => hive)).toEqual(['near', 'far', 'busy', 'cold']);
});
