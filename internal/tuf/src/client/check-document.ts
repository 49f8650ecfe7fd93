import { z } from 'zod';
import { TufError } from './errors.js';

/** Targets of one role: reading them takes time that grows with their square. */
const MAX_TARGETS = 5_000;

const Keys = z.record(z.string(), z.looseObject({ keyval: z.looseObject({ public: z.string() }) }));

/** The members that are looked at before a library reads the rest. */
const Document = z.looseObject({
  signed: z.looseObject({
    expires: z.string().refine(isDate, 'its expiry is not a date'),
    keys: Keys.optional(),
    delegations: z.looseObject({ keys: Keys }).optional(),
    targets: z.record(z.string(), z.unknown()).optional(),
  }),
});

/**
 * Refuses metadata for what the library that reads it takes: an `expires` that is not a date and so never comes, and
 * one key under two ids, which would count twice.
 *
 * @param name what it is called in messages
 * @throws TufError `ANSWER_INVALID`, `UNTRUSTED`
 */
export function checkDocument(bytes: Uint8Array, name: string): void {
  const read = Document.safeParse(parse(bytes, name));
  if (!read.success) throw refused(name, read.error.issues[0]?.message ?? 'it is no metadata');
  const { keys, delegations, targets } = read.data.signed;
  for (const group of [keys, delegations?.keys]) if (group !== undefined) requireDistinct(group, name);
  if (Object.keys(targets ?? {}).length > MAX_TARGETS)
    throw refused(name, `it has more than ${MAX_TARGETS} targets`);
}

/** When metadata that {@link checkDocument} took expires. */
export function expiryOf(bytes: Uint8Array, name: string): Date {
  return new Date(Document.parse(parse(bytes, name)).signed.expires);
}

function requireDistinct(keys: z.infer<typeof Keys>, name: string): void {
  const values = Object.values(keys).map(({ keyval }) => keyval.public.trim().toLowerCase());
  if (new Set(values).size !== values.length) throw refused(name, 'it has one key under two ids');
}

/** RFC 3339 in UTC, as the specification has it (1.0.31, section 4.2.1). */
function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text));
}

function parse(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const isPage = /^\s*</.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
    throw new TufError({
      code: 'ANSWER_INVALID',
      message: `${name} is ${isPage ? 'a web page' : 'not JSON'}, where signed metadata was expected.`,
      hint: 'Check the address; a network that asks for a login answers so, too.',
      cause,
    });
  }
}

function refused(name: string, reason: string): TufError {
  return new TufError({ code: 'UNTRUSTED', message: `${name} is refused: ${reason}.` });
}
