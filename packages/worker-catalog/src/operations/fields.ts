import { z } from 'zod';

const MAX_ID_LENGTH = 256;
const MAX_LOCATION_LENGTH = 4_096;
const MAX_URL_LENGTH = 2_048;

/** The id of a worker in a registry: letters, digits, `.`, `_` and `-`, without `..`. */
export const RegistryId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'has to be letters, digits, ".", "_" or "-", at most 128')
  .refine((id) => !id.includes('..'), 'must not have ".."');

/** The id of an installed worker: versions may have further signs, but an id never leads out of a folder. */
export const InstalledId = z
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

/** An http or https URL without a user or password. */
export const HttpUrl = z
  .string()
  .max(MAX_URL_LENGTH)
  .regex(/^https?:\/\/[^\s\p{Cc}]+$/u, 'has to be an http or https URL')
  .refine((url) => URL.canParse(url), 'has to be an http or https URL')
  .refine((url) => !URL.canParse(url) || hasNoUser(new URL(url)), 'must not have a user or password');

/** Where a recipe is: a folder, the path of a PKGBUILD, or a `file:`, http or https URL of either. */
export const RecipeLocation = z
  .string()
  .min(1)
  .max(MAX_LOCATION_LENGTH)
  .regex(/^\P{Cc}+$/u, 'must not have control characters')
  .refine(
    (location) => !/^https?:/.test(location) || HttpUrl.safeParse(location).success,
    'has to be an http or https URL without a user or password',
  );

/** The functions of a recipe that may reach the network, in the order in which they run. */
export const BUILD_PHASES = ['verify', 'prepare', 'pkgver', 'build', 'check', 'package'] as const;

/** A function of a recipe that may reach the network. */
export type BuildPhase = (typeof BUILD_PHASES)[number];

/** A field that says yes or no; absent is no. */
export function flag(description: string) {
  return z.boolean().optional().meta({ description, default: false });
}

function hasNoUser({ username, password }: URL): boolean {
  return username === '' && password === '';
}
