import type { NatsConnection } from '@nats-io/transport-node';
import type { FleetHive, FleetMember } from 'rbee-hive-daemon';
import type { FleetStatus } from 'rbee-hive-daemon/api';
import { openJsonBucket } from '../link/json-bucket.js';
import type { Presence } from '../protocol/presence.js';
import type { Report } from '../protocol/report.js';
import { HIVES, presenceSubject, rollCallSubject, talkSubject, WANTED } from '../protocol/subjects.js';
import { answerHives } from '../talk/answer-hives.js';
import { answerRequests } from './answer-requests.js';
import { factsOf } from './facts.js';
import { fleetMetrics } from './fleet-metrics.js';
import { followWanted } from './follow-wanted.js';
import { MemberStore } from './member-store.js';
import type { Membership } from './membership.js';
import { Peers } from './peers.js';
import { Reconciler } from './reconciler.js';
import { RemoteRouter } from './remote-router.js';
import { Reporter } from './reporter.js';
import { Session } from './session.js';
import { MEMBER_TIMING, type MemberTiming } from './timing.js';

/** An answer to a roll call is no exchange: its name says so. */
const PRESENT = 'present';

/** Makes a hive a member of its fleet, from what it kept at first, so that it goes on whether or not the server is there. */
export async function openMember(
  hive: FleetHive,
  membership: Membership,
  timing: Partial<MemberTiming> = {},
): Promise<FleetMember> {
  const member = new Member({
    ...{ hive, membership, timing: { ...MEMBER_TIMING, ...timing } },
    store: await MemberStore.open(hive.stateDir),
  });
  member.start();
  return member;
}

interface MemberInit {
  readonly hive: FleetHive;
  readonly membership: Membership;
  readonly timing: MemberTiming;
  readonly store: MemberStore;
}

class Member implements FleetMember {
  readonly models: RemoteRouter;
  readonly #init: MemberInit;
  readonly #name: string;
  readonly #peers = new Peers();
  readonly #reconciler: Reconciler;
  readonly #reporter: Reporter;
  #session: Session | undefined;
  #connection: NatsConnection | undefined;
  #unreadable: string | undefined;

  constructor(init: MemberInit) {
    const { hive, membership, timing, store } = init;
    const { heartbeatMilliseconds, reportMilliseconds, retryMilliseconds } = timing;
    this.#init = init;
    this.#name = membership.credentials.name;
    this.models = new RemoteRouter({ hive: this.#name, peers: this.#peers, heartbeatMilliseconds });
    this.#reporter = new Reporter({
      ...{ name: this.#name, log: hive.log, reportMilliseconds, report: () => this.#report() },
      facts: (signal) => factsOf(hive, membership.labels, signal),
    });
    const onChange = () => this.#reporter.noteChange();
    this.#reconciler = new Reconciler({ hive, store, onChange, retryMilliseconds });
  }

  start(): void {
    const { hive, membership, timing, store } = this.#init;
    if (store.wanted !== undefined) this.#reconciler.want(store.wanted);
    this.#session = new Session({
      ...{ membership, log: hive.log, refusedMilliseconds: timing.refusedMilliseconds },
      onConnection: (connection, signal) => this.#work(connection, signal),
    });
  }

  status(): FleetStatus {
    const session = this.#session;
    const problem = this.#unreadable ?? session?.problem;
    return {
      ...{ isMember: true, hive: this.#name, server: this.#init.membership.url },
      connection: session?.state ?? 'connecting',
      ...(problem !== undefined && { problem }),
      generation: this.#reconciler.generation,
      lines: this.#reconciler.lines,
      peers: this.#peers.list,
      models: this.#peers.models,
    };
  }

  metrics(): string {
    return fleetMetrics(this.status(), this.models.figures);
  }

  async stop(): Promise<void> {
    await this.#tellPresence({ leaves: true }).catch(() => undefined);
    await this.#connection?.flush().catch(() => undefined);
    this.models.stop();
    await this.#session?.stop();
    await Promise.all([this.#reporter.stop(), this.#reconciler.stop()]);
  }

  /** What goes on as long as a connection does. */
  async #work(connection: NatsConnection, signal: AbortSignal): Promise<void> {
    const { hive, timing, store } = this.#init;
    this.#connection = connection;
    const [hives, bucket] = await Promise.all([
      openJsonBucket(connection, HIVES),
      openJsonBucket(connection, WANTED),
    ]);
    this.#reporter.use(hives);
    this.models.use(connection);
    const timers = this.#tellInTime(connection);
    const answering = this.#answer(connection);
    try {
      await followWanted(
        {
          ...{
            connection,
            hive: this.#name,
            bucket,
            log: hive.log,
            pullMilliseconds: timing.pullMilliseconds,
          },
          onProblem: (problem) => this.#noteUnreadable(problem),
          onWanted: async (wanted) => {
            if (wanted.generation < (store.wanted?.generation ?? 0)) return;
            await store.keepWanted(wanted);
            this.#reconciler.want(wanted);
          },
        },
        signal,
      );
    } finally {
      for (const timer of timers) clearInterval(timer);
      answering.stop();
      this.#reporter.use(undefined);
      this.models.use(undefined);
      this.#connection = undefined;
    }
  }

  #tellInTime(_connection: NatsConnection): NodeJS.Timeout[] {
    const { heartbeatMilliseconds, factsMilliseconds } = this.#init.timing;
    const tell = () => void this.#tellPresence().catch(() => undefined);
    const tellFacts = () => void this.#reporter.tellFacts();
    tell();
    tellFacts();
    return [setInterval(tell, heartbeatMilliseconds), setInterval(tellFacts, factsMilliseconds)];
  }

  #answer(connection: NatsConnection): { readonly stop: () => void } {
    const { hive, timing } = this.#init;
    answerRequests(connection, this.#name, hive);
    connection.subscribe(rollCallSubject('*'), {
      callback: (error, { subject }) => {
        const asker = subject.split('.')[2] ?? '';
        if (error !== null || asker === this.#name) return;
        void this.#tellPresence({ to: asker }).catch(() => undefined);
      },
    });
    return answerHives({
      ...{ connection, hive: this.#name, gateway: hive, aliveMilliseconds: timing.heartbeatMilliseconds },
      onOther: (from, exchange, data) => {
        if (exchange === PRESENT) this.#peers.note(from, data);
      },
    });
  }

  async #tellPresence({ leaves, to }: { readonly leaves?: true; readonly to?: string } = {}): Promise<void> {
    const { hive, timing } = this.#init;
    const models = leaves === true ? [] : await hive.models();
    const presence: Presence = {
      ...{
        format: 1,
        everyMilliseconds: timing.heartbeatMilliseconds,
        generation: this.#reconciler.generation,
      },
      models: models.map(({ id, state, inFlight, queued }) => ({
        id,
        isLoaded: state === 'ready',
        busy: inFlight + queued,
      })),
      ...(leaves === true && { leaves }),
    };
    const subject = to === undefined ? presenceSubject(this.#name) : talkSubject(this.#name, to, PRESENT);
    if (this.#connection?.isClosed() === false) this.#connection.publish(subject, JSON.stringify(presence));
  }

  #report(): Report {
    return {
      ...{ format: 1, generation: this.#reconciler.generation, at: new Date().toISOString() },
      lines: this.#reconciler.lines,
      ...(this.#unreadable !== undefined && { problem: this.#unreadable.slice(0, 1_000) }),
    };
  }

  #noteUnreadable(problem: string | undefined): void {
    if (problem === this.#unreadable) return;
    this.#unreadable = problem;
    this.#reporter.noteChange();
  }
}
