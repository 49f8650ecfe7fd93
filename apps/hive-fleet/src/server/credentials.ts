import { readRegularFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { FleetError } from '../errors.js';
import { ADMIN, HiveName } from '../protocol/names.js';
import { isPair } from './certificate.js';
import { publicKeyOf } from './login-key.js';

const MAX_BYTES = 64 * 1_024;
const Pem = z
  .string()
  .max(MAX_BYTES)
  .regex(/^-----BEGIN /);

/** With what someone comes to the fleet's server: a file of mode 0600. */
export const Credentials = z.object({
  format: z.literal(1),
  name: z.union([HiveName, z.literal(ADMIN)]),
  /** The seed of the login key: a secret. */
  seed: z.string().max(128),
  /** Who signed the server's certificate. */
  authority: Pem,
  certificate: Pem,
  /** Of the certificate: a secret. */
  key: Pem,
});
export type Credentials = Readonly<z.output<typeof Credentials>>;

/** @throws FleetError `CREDENTIALS_INVALID` */
export async function readCredentials(file: string): Promise<Credentials> {
  try {
    const text = (await readRegularFile(file, { maxBytes: MAX_BYTES })).toString('utf8');
    return checked(Credentials.parse(JSON.parse(text)));
  } catch (cause) {
    throw new FleetError({
      code: 'CREDENTIALS_INVALID',
      message: `${file} does not have the credentials of a hive.`,
      hint: 'Let the fleet make them: rbee-hive fleet add-hive NAME writes the file.',
      cause,
    });
  }
}

/** Every part is what it says it is. */
function checked(credentials: Credentials): Credentials {
  publicKeyOf(credentials.seed);
  if (!isPair(credentials)) throw new Error('The key is not that of the certificate.');
  return credentials;
}
