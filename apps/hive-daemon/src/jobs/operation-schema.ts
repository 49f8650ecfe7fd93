import { z } from 'zod';
import type { Operation } from '../api/operations.js';
import { DaemonError } from '../errors.js';

const MAX_ID_LENGTH = 256;
const MAX_URL_LENGTH = 2_048;
const MAX_ARGUMENTS = 64;
const MAX_ARGUMENT_LENGTH = 8_192;

/** Of a registry: letters, digits, `.`, `_` and `-`, and no `..`. */
const RegistryId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'has to be letters, digits, ".", "_" or "-", at most 128')
  .refine((id) => !id.includes('..'), 'must not have ".."');

/** Of something installed: the catalog's ids may have further signs of versions, but never lead out of a folder. */
const InstalledId = z
  .string()
  .max(MAX_ID_LENGTH)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._+:@~/-]*$/,
    'has to begin with a letter or digit and to have no blanks or control characters',
  )
  .refine(
    (id) => !id.split('/').some((part) => part === '..' || part === '.' || part === ''),
    'is not an id',
  );

const ProcessId = z.string().regex(/^[0-9a-f-]{8,64}$/, 'has to be the id of a process');

const HttpUrl = z
  .string()
  .max(MAX_URL_LENGTH)
  .regex(/^https?:\/\/[^\s\p{Cc}]+$/u, 'has to be an http or https URL')
  .refine((url) => URL.canParse(url), 'has to be an http or https URL')
  .refine((url) => !URL.canParse(url) || hasNoUser(new URL(url)), 'must not have a user or password');

const Argument = z
  .string()
  .max(MAX_ARGUMENT_LENGTH)
  .regex(/^\P{Cc}*$/u, 'must not have control characters');

const buildSettings = {
  network: z.boolean().optional(),
  sandbox: z.enum(['require', 'prefer', 'off']).optional(),
};

const WorkerInstall = z
  .strictObject({
    operation: z.literal('worker_install'),
    worker: RegistryId.optional(),
    from: HttpUrl.optional(),
    backend: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/i, 'has to be the name of a backend')
      .optional(),
    allowCpuFallback: z.boolean().optional(),
    force: z.boolean().optional(),
    ...buildSettings,
  })
  .refine(({ worker, from }) => (worker === undefined) !== (from === undefined), {
    path: ['worker'],
    message: 'either worker or from has to be given',
  });

const OperationBody = z.discriminatedUnion('operation', [
  WorkerInstall,
  z.strictObject({ operation: z.literal('worker_upgrade'), worker: RegistryId, ...buildSettings }),
  z.strictObject({ operation: z.literal('worker_remove'), worker: InstalledId }),
  z.strictObject({ operation: z.literal('worker_verify'), worker: InstalledId.optional() }),
  z.strictObject({ operation: z.literal('worker_select'), worker: InstalledId }),
  z.strictObject({ operation: z.literal('worker_rollback'), worker: InstalledId }),
  z.strictObject({
    operation: z.literal('catalog_prune'),
    keep: z.number().int().min(1).max(1_000).optional(),
  }),
  z.strictObject({ operation: z.literal('catalog_repair') }),
  z.strictObject({
    operation: z.literal('worker_spawn'),
    worker: InstalledId,
    port: z.number().int().min(1).max(65_535).optional(),
    queenUrl: HttpUrl.optional(),
    args: z.array(Argument).max(MAX_ARGUMENTS).optional(),
    readySeconds: z.number().int().min(1).max(3_600).optional(),
    restart: z.enum(['never', 'on-failure']).optional(),
  }),
  z.strictObject({
    operation: z.literal('worker_stop'),
    process: ProcessId,
    graceSeconds: z.number().min(0).max(60).optional(),
  }),
]);

/**
 * The operation that a body asks for, checked to the last member.
 * @throws DaemonError `BAD_REQUEST` with the path of the first bad field
 */
export function readOperation(body: unknown): Operation {
  const read = OperationBody.safeParse(body);
  if (read.success) return read.data;
  throw badRequest(read.error, 'The operation');
}

/** What zod found, as the error of the answer. */
export function badRequest({ issues }: z.ZodError, what: string): DaemonError {
  const [issue] = issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...unknown].map(String).join('.').slice(0, MAX_ID_LENGTH);
  return new DaemonError({
    code: 'BAD_REQUEST',
    message: `${what} cannot be understood${path === '' ? '' : ` at ${JSON.stringify(path)}`}: ${issue?.message ?? 'it is malformed'}.`,
    path,
  });
}

function hasNoUser({ username, password }: URL): boolean {
  return username === '' && password === '';
}
