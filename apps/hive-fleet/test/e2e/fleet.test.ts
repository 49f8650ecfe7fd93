import { describeWith } from '@rbee-internal/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestFleet, type TestFleet } from './test-fleet.js';

const NEVER = new AbortController().signal;
const QUICK = { timeout: 20_000, interval: 50 };

const FILE = `
workers:
  - name: chat
    worker: engine
    replicas: 2
    options: { modelId: tiny }
rollout: { canary: 1, wave: 100%, waitSeconds: 20 }
`;

describeWith('nats-server', 'a fleet of three hives on a real server', () => {
  let fleet: TestFleet;
  beforeAll(async () => {
    fleet = await startTestFleet(['a', 'b', 'c']);
  });
  afterAll(() => fleet?.close());

  test('apply', { timeout: 30_000 }, async () => {
    const admin = await fleet.admin();
    setTimeout(() => console.log(JSON.stringify(fleet.hives[0]?.logged), fleet.server.printed()), 4000);
    await expect
      .poll(async () => (await admin.state(NEVER)).hives.filter(({ facts }) => facts !== undefined).length, QUICK)
      .toBe(3);
    const plan = await admin.plan(FILE, 'fleet.yaml', NEVER);
    expect(plan.lines).toMatchObject([{ placed: ['a', 'b'], missing: 0 }]);
    const events: unknown[] = [];
    const done = await admin.apply(FILE, 'fleet.yaml', { signal: NEVER, onEvent: (event) => events.push(event) });
    expect(done?.state).toBe('done');
    console.log(events);
    for (const hive of fleet.hives) console.log(JSON.stringify(await hive.status(), null, 1));
    const answer = await fleet.hives[2]?.chat('tiny');
    console.log(answer?.status, await answer?.text());
  });
});
