import { adminPermissions, hivePermissions, type Permissions } from '../protocol/permissions.js';

/** One who may log in. */
export interface ServerUser {
  readonly name: string;
  readonly publicKey: string;
}

export interface ServerConfigInit {
  /** The address to listen on, such as `0.0.0.0:4222`. */
  readonly listen: string;
  readonly admin: ServerUser;
  readonly hives: readonly ServerUser[];
  /** The folder of the fleet, absolute: the server's certificate is in it. */
  readonly folder: string;
}

const MAX_PAYLOAD = 1_048_576;

/**
 * The configuration of a NATS server for a fleet. Every user is in an account of its own making and has a list of what it may do: what is
 * not listed is refused. No one is let in without a certificate of the fleet and a key.
 */
export function serverConfig({ listen, admin, hives, folder }: ServerConfigInit): string {
  const users = [
    userBlock(admin, adminPermissions()),
    ...hives.map((hive) => userBlock(hive, hivePermissions(hive.name))),
  ];
  return `# Written by rbee-hive fleet; it is written again when a hive is added or removed.
listen: ${quoted(listen)}
server_name: "rbee-fleet"
max_payload: ${MAX_PAYLOAD}

tls {
  cert_file: ${quoted(`${folder}/server.crt`)}
  key_file: ${quoted(`${folder}/server.key`)}
  ca_file: ${quoted(`${folder}/ca.crt`)}
  verify: true
  timeout: 10
}

jetstream {
  store_dir: ${quoted(`${folder}/store`)}
}

accounts {
  FLEET {
    jetstream: enabled
    users: [
${users.join('\n')}
    ]
  }
}
`;
}

function userBlock({ name, publicKey }: ServerUser, { publish, subscribe, answers }: Permissions): string {
  return `      # ${name}
      {
        nkey: ${publicKey}
        permissions {
          publish { allow: [${list(publish)}] }
          subscribe { allow: [${list(subscribe)}] }${answers ? '\n          allow_responses { max: 1, expires: "10s" }' : ''}
        }
      }`;
}

function list(subjects: readonly string[]): string {
  return subjects.map(quoted).join(', ');
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
