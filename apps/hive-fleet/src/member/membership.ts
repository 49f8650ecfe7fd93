import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { FleetError } from '../errors.js';
import { serverOf } from '../link/connect-fleet.js';
import { HiveName, Labels } from '../protocol/names.js';
import { Credentials, readCredentials } from '../server/credentials.js';
import { MemberStore } from './member-store.js';

const MAX_BYTES = 256 * 1_024;

/** What a hive keeps of the fleet that it joined: a file of mode 0600 in the daemon's folder. */
export const Membership = z.object({
  format: z.literal(1),
  url: z.string().max(512),
  labels: Labels.readonly(),
  credentials: Credentials.extend({ name: HiveName }),
});
export type Membership = Readonly<z.output<typeof Membership>>;

export interface JoinOptions {
  /** The daemon's folder for its state. */
  readonly stateDir: string;
  /** `tls://HOST:PORT`. */
  readonly url: string;
  /** The file that `rbee-hive fleet add-hive` wrote. */
  readonly credentialsFile: string;
  readonly labels?: Labels | undefined;
}

/**
 * Notes that this hive belongs to a fleet; its daemon does the rest.
 * @throws FleetError `CREDENTIALS_INVALID`, `FLEET_NAME_INVALID`
 */
export async function join({
  stateDir,
  url,
  credentialsFile,
  labels = {},
}: JoinOptions): Promise<Membership> {
  serverOf(url);
  const credentials = await readCredentials(credentialsFile);
  const checked = Membership.safeParse({ format: 1, url, labels, credentials });
  if (!checked.success) {
    throw new FleetError({
      code: 'CREDENTIALS_INVALID',
      message: `${credentialsFile} has the credentials of the fleet's own commands, or a label is not one.`,
      hint: 'A hive joins with what rbee-hive fleet add-hive NAME wrote, and with labels such as zone=garage.',
      cause: checked.error,
    });
  }
  await (await MemberStore.open(stateDir)).forgetWanted();
  await replaceFile(fileOf(stateDir), `${JSON.stringify(checked.data, null, 2)}\n`);
  return checked.data;
}

/** Forgets the fleet, with what it wanted last. Whether there was one. */
export async function leave(stateDir: string): Promise<boolean> {
  const membership = await readMembership(stateDir).catch(() => undefined);
  await rm(path.join(stateDir, 'fleet'), { recursive: true, force: true });
  return membership !== undefined;
}

/** @throws FleetError `CREDENTIALS_INVALID` where there is a file that cannot be read */
export async function readMembership(stateDir: string): Promise<Membership | undefined> {
  const file = fileOf(stateDir);
  try {
    return Membership.parse(
      JSON.parse((await readRegularFile(file, { maxBytes: MAX_BYTES })).toString('utf8')),
    );
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT')) return undefined;
    throw new FleetError({
      code: 'CREDENTIALS_INVALID',
      message: `The hive's membership of its fleet in ${file} cannot be read.`,
      hint: 'Join again: rbee-hive fleet join URL --creds FILE.',
      cause,
    });
  }
}

function fileOf(stateDir: string): string {
  return path.join(stateDir, 'fleet', 'membership.json');
}
