import { z } from 'zod';

/** The name that the fleet's own commands have among its hives; no hive has it. */
export const ADMIN = 'admin';

/** What a hive is called in its fleet: one token of a subject. */
export const HiveName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'must be small letters, digits and "-", at most 31')
  .refine((name) => name !== ADMIN, `"${ADMIN}" is the fleet's own`);

/** What a line of the fleet's file is called; its process is `fleet.NAME`. */
export const LineName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,30}$/,
    'must begin with a small letter and have small letters, digits and "-", at most 31',
  );

/** A label of a hive: `zone: garage`. */
export const Labels = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9._-]{0,62}$/, 'a label is letters, digits, ".", "_" or "-"'),
  z
    .string()
    .max(63)
    .regex(/^\P{Cc}*$/u, 'must not have control characters'),
);
export type Labels = Readonly<z.output<typeof Labels>>;

const PROCESS_PREFIX = 'fleet.';

/** What the process of a line is called. */
export function processNameOf(line: string): string {
  return `${PROCESS_PREFIX}${line}`;
}

/** The line that a process of this name belongs to; `undefined` for one that is not the fleet's. */
export function lineOfProcess(name: string | undefined): string | undefined {
  return name?.startsWith(PROCESS_PREFIX) ? name.slice(PROCESS_PREFIX.length) : undefined;
}
