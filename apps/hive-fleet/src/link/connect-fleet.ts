import { type ConnectionOptions, connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { messageOf } from '@rbee-internal/coded-error';
import { FleetError } from '../errors.js';
import { inboxPrefix } from '../protocol/subjects.js';
import type { Credentials } from '../server/credentials.js';
import { loginWith } from '../server/login-key.js';

const PING_MILLISECONDS = 20_000;
const DIAL_MILLISECONDS = 10_000;
const REDIAL_MILLISECONDS = 1_000;
const REDIALS = 30;

export interface FleetAddress {
  /** `tls://HOST:PORT`. */
  readonly url: string;
  readonly credentials: Credentials;
}

/**
 * Connects to the fleet's server. A connection that breaks is made again for half a minute, then it is closed.
 * @throws FleetError `FLEET_UNREACHABLE`, `FLEET_REFUSED`
 */
export async function connectFleet({ url, credentials }: FleetAddress): Promise<NatsConnection> {
  const { name, seed, authority, certificate, key } = credentials;
  const options: ConnectionOptions = {
    ...{ name, servers: serverOf(url), timeout: DIAL_MILLISECONDS, pingInterval: PING_MILLISECONDS },
    tls: { ca: authority, cert: certificate, key },
    authenticator: loginWith(seed),
    inboxPrefix: inboxPrefix(name),
    ignoreClusterUpdates: true,
    ...{ reconnect: true, maxReconnectAttempts: REDIALS, reconnectTimeWait: REDIAL_MILLISECONDS },
  };
  try {
    return await connect(options);
  } catch (error) {
    throw asFleetError(error, url);
  }
}

/** `HOST:PORT` of a URL. @throws FleetError `FLEET_NAME_INVALID` */
export function serverOf(url: string): string {
  const [, host] = /^(?:tls|nats):\/\/([A-Za-z0-9.:[\]-]{1,300}:\d{1,5})\/?$/.exec(url) ?? [];
  if (host !== undefined) return host;
  throw new FleetError({
    code: 'FLEET_NAME_INVALID',
    message: `${JSON.stringify(url)} is not the address of a fleet's server.`,
    hint: 'It looks like tls://fleet.example.org:4222; rbee-hive fleet add-hive prints it.',
  });
}

/** Whether the server does not let these credentials in. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof errors.AuthorizationError ||
    error instanceof errors.UserAuthenticationExpiredError ||
    /authorization violation|(?:bad|unknown|revoked|expired) certificate|certificate required/i.test(
      messageOf(error),
    )
  );
}

/** A failure of the connection in our words; one that is ours stays. */
export function asFleetError(error: unknown, url: string): FleetError {
  if (error instanceof FleetError) return error;
  if (isRefusal(error)) {
    return new FleetError({
      code: 'FLEET_REFUSED',
      message: `The fleet's server at ${url} does not let these credentials in.`,
      hint: 'Let the server read its configuration again (nats-server --signal reload); a hive that was removed needs new credentials: rbee-hive fleet add-hive NAME.',
      cause: error,
    });
  }
  return new FleetError({
    code: 'FLEET_UNREACHABLE',
    message: `The fleet's server at ${url} does not answer: ${messageOf(error)}.`,
    hint: 'Start it: nats-server -c FOLDER/server.conf. From another machine its port must be open.',
    cause: error,
  });
}
