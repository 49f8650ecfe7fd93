import { rm } from 'node:fs/promises';
import { connect } from '@nats-io/transport-node';
import { describeWith } from '@rbee-internal/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FleetAdmin } from '../../src/admin/open-fleet-admin.js';
import { inboxPrefix } from '../../src/protocol/subjects.js';
import { readCredentials } from '../../src/server/credentials.js';
import { removeHive } from '../../src/server/fleet-folder.js';
import { loginWith } from '../../src/server/login-key.js';
import { FAST, startTestFleet, type TestFleet, type TestHive } from './test-fleet.js';

const NEVER = new AbortController().signal;
const SOON = { timeout: 30_000, interval: 50 };
const WITHIN = { timeout: 60_000 };

/** Two hives run one line. */
function file(version: string, { replicas = '2', rollout = '' } = {}): string {
  return `
workers:
  - name: chat
    worker: engine
    version: "${version}"
    replicas: ${replicas}
    options: { modelId: tiny }
rollout: { canary: 1, wave: 100%, waitSeconds: 20 ${rollout} }
`;
}

/** Each test goes on from what the one before left: a server and three daemons are started once. */
describeWith('nats-server', 'a fleet of three hives on a real server', () => {
  let fleet: TestFleet;
  let admin: FleetAdmin;
  const hive = (name: string): TestHive => {
    const found = fleet.hives.find((one) => one.name === name);
    if (found === undefined) throw new Error(`There is no hive ${name}.`);
    return found;
  };
  const apply = (text: string) => admin.apply(text, 'fleet.yaml', { signal: NEVER });
  const said = async (name: string, content?: string) => {
    const answer = await hive(name).chat('tiny', content);
    return `${answer.status} ${/"content":"([^"]*)"/.exec(await answer.text())?.[1]}`;
  };
  const runs = async (name: string) =>
    (await hive(name).processes()).filter(({ endedAt }) => endedAt === undefined).map(({ worker }) => worker);
  const isCurrent = (name: string) =>
    expect
      .poll(async () => (await hive(name).status()).lines.map(({ state }) => state), SOON)
      .toEqual(['ready']);

  beforeAll(async () => {
    fleet = await startTestFleet(['a', 'b', 'c']);
    admin = await fleet.admin();
  }, 40_000);
  afterAll(() => fleet?.close(), 40_000);

  test('a plan says who gets what, and who cannot, in the words of its verdict', async () => {
    const told = async () =>
      (await admin.state(NEVER)).hives.filter(({ facts }) => facts !== undefined).length;
    await expect.poll(told, SOON).toBe(3);
    const plan = await admin.plan(file('1.0'), 'fleet.yaml', NEVER);
    expect(plan.lines).toMatchObject([{ placed: ['a', 'b'], missing: 0, cannot: [] }]);
    expect(plan.hives.map(({ changes }) => changes.map(({ change }) => change))).toEqual([
      ['add'],
      ['add'],
      [],
    ]);
    const no = await admin.plan(file('7', { replicas: 'all' }), 'fleet.yaml', NEVER);
    expect(no.lines[0]?.cannot[0]).toEqual({
      hive: 'a',
      reasons: ['version 7 of engine is not to be had: its registry has 1.0'],
    });
    await expect(apply(file('7'))).rejects.toMatchObject({ code: 'CANNOT_PLACE' });
  });

  test('what is applied runs, one hive before the others; any hive answers for it', WITHIN, async () => {
    const waves: unknown[] = [];
    const onEvent = (event: object) => waves.push(event);
    expect((await admin.apply(file('1.0'), 'fleet.yaml', { signal: NEVER, onEvent }))?.state).toBe('done');
    expect(waves).toMatchObject([
      { wave: 1, of: 2, hives: ['a'] },
      { wave: 2, hives: ['b'] },
    ]);
    expect(await Promise.all(['a', 'b', 'c'].map(runs))).toEqual([
      ['engine-v1.0-linux'],
      ['engine-v1.0-linux'],
      [],
    ]);
    expect(await hive('c').models()).toEqual(['tiny']);
    expect(await said('c')).toMatch(/^200 [ab] 1\.0$/);
    expect(await said('a')).toBe('200 a 1.0');
    expect(await apply(file('1.0'))).toBeUndefined();
    expect((await admin.logs('a', 'chat', 10)).lines.at(-1)?.line).toBe('engine 1.0 serves tiny');
  });

  test('a long answer comes whole, and one that its client leaves is ended', WITHIN, async () => {
    const answer = await hive('c').chat('tiny', 'a lot');
    const text = await answer.text();
    expect(text.match(/x{1000}/g)).toHaveLength(2_000);
    expect(text).toMatch(/data: \[DONE\]\s*$/);
    const leaving = new AbortController();
    const slow = await hive('c').chat('tiny', 'slowly', { signal: leaving.signal });
    await slow.body?.getReader().read();
    leaving.abort();
    const busy = async () =>
      (await admin.state(NEVER)).hives.flatMap(
        ({ presence }) => presence?.models.map((one) => one.busy) ?? [],
      );
    await expect.poll(busy, SOON).toEqual([0, 0]);
  });

  test('a bad version reaches the canary alone, and the fleet goes back by itself', WITHIN, async () => {
    for (const one of fleet.hives) one.version = '2.0bad';
    await telling();
    await expect(apply(file('2.0bad'))).rejects.toMatchObject({
      code: 'ROLLOUT_REVERTED',
      message: expect.stringMatching(
        /^The rollout was put back\. a, line chat: it answered a request to \/chat\/completions with 500/,
      ),
    });
    expect(await Promise.all(['a', 'b', 'c'].map(runs))).toEqual([
      ['engine-v1.0-linux'],
      ['engine-v1.0-linux'],
      [],
    ]);
    expect(await said('a')).toBe('200 a 1.0');
    expect((await hive('b').processes()).length).toBe(1);
  });

  test(
    'a hive that is away goes on with what was wanted, and takes up what changed meanwhile',
    WITHIN,
    async () => {
      await fleet.server.kill();
      await hive('a').stop();
      await hive('a').start();
      await isCurrent('a');
      expect(await hive('a').status()).toMatchObject({ connection: 'connecting' });
      expect(await said('a')).toBe('200 a 1.0');
      await fleet.server.start();
      await expect.poll(async () => (await hive('a').status()).connection, SOON).toBe('connected');
      admin = await fleet.admin();
      for (const one of fleet.hives) one.version = '2.0';
      await telling();
      await hive('b').stop();
      const going = apply(file('2.0'));
      await expect.poll(async () => (await admin.rollout())?.value.wave, SOON).toBe(1);
      await hive('b').start();
      expect((await going)?.state).toBe('done');
      expect(await Promise.all(['a', 'b', 'c'].map(runs))).toEqual([
        ['engine-v2.0-linux'],
        ['engine-v2.0-linux'],
        [],
      ]);
    },
  );

  test('a rollout is undone, and a hive drained', WITHIN, async () => {
    expect((await admin.undo({ signal: NEVER })).state).toBe('done');
    expect(await runs('a')).toEqual(['engine-v1.0-linux']);
    for (const one of fleet.hives) one.version = '1.0';
    await telling();
    expect((await admin.drain('a', true, { signal: NEVER }))?.state).toBe('done');
    expect(await Promise.all(['a', 'b', 'c'].map(runs))).toEqual([
      [],
      ['engine-v1.0-linux'],
      ['engine-v1.0-linux'],
    ]);
  });

  test(
    'a hive that dies in the middle is out within two heartbeats, and another answers',
    WITHIN,
    async () => {
      expect(await hive('a').models()).toEqual(['tiny']);
      await hive('b').stop();
      expect(await said('a')).toBe('200 c 1.0');
      await expect
        .poll(async () => (await hive('a').status()).peers.map((peer) => peer.hive), {
          timeout: 2 * FAST.heartbeatMilliseconds + 500,
        })
        .toEqual(['c']);
      await hive('b').start();
      await isCurrent('b');
    },
  );

  test('the server refuses what a hive may not do, whatever it tries', async () => {
    const credentials = await readCredentials(`${fleet.folder.folder}/b.creds`);
    const { seed, authority, certificate, key } = credentials;
    const hostile = await connect({
      ...{
        servers: fleet.folder.url.slice('tls://'.length),
        authenticator: loginWith(seed),
        inboxPrefix: inboxPrefix('b'),
      },
      tls: { ca: authority, cert: certificate, key },
    });
    const refused: string[] = [];
    const listen = async () => {
      for await (const status of hostile.status())
        if (status.type === 'error') refused.push(status.error.message);
    };
    void listen();
    const subjects = [
      ...['$KV.hives.a.report', '$KV.wanted.a.state', '$KV.wanted.b.state', '$KV.fleet.rollout'],
      ...['rbee.presence.a', 'rbee.talk.a.c.x', 'rbee.hive.a.logs', 'rbee.ask.admin'],
      ...[
        '$JS.API.CONSUMER.CREATE.KV_wanted',
        '$JS.API.CONSUMER.DELETE.KV_wanted.a',
        '$JS.API.STREAM.PURGE.KV_wanted',
      ],
      '$JS.API.CONSUMER.MSG.NEXT.KV_wanted.a',
    ];
    for (const subject of subjects) hostile.publish(subject, '{}');
    for (const subject of ['rbee.talk.*.a.>', 'rbee.hive.a.>', '_INBOX_a.>', '$KV.>', '>'])
      hostile.subscribe(subject, { callback: () => undefined });
    await expect.poll(() => refused.length, SOON).toBe(subjects.length + 5);
    expect(refused.every((message) => /permissions violation/i.test(message))).toBe(true);
    await hostile.close();
    await expect(
      connect({
        servers: fleet.folder.url.slice('tls://'.length),
        authenticator: loginWith(seed),
        tls: { ca: authority },
        reconnect: false,
      }),
    ).rejects.toThrow();
  });

  test(
    'a hive whose credentials are taken away is out at once, and what runs there goes on',
    WITHIN,
    async () => {
      await removeHive(fleet.folder.folder, 'c');
      fleet.server.reload();
      await expect.poll(async () => (await hive('c').status()).connection, SOON).toBe('refused');
      expect((await hive('c').status()).problem).toMatch(/does not let these credentials in/);
      expect(await runs('c')).toEqual(['engine-v1.0-linux']);
      await expect
        .poll(async () => (await hive('a').status()).models.map((model) => model.hive), SOON)
        .toEqual(['b']);
      await rm(`${fleet.folder.folder}/c.creds`);
    },
  );

  /** Hives look at their registries in their own time; here they do at once. */
  async function telling(): Promise<void> {
    const { version } = hive('a');
    for (const one of fleet.hives) await one.reload();
    const known = async () =>
      (await admin.state(NEVER)).hives.every(({ facts }) =>
        facts?.workers.some(({ available }) => available === version),
      );
    await expect.poll(known, SOON).toBe(true);
  }
});
