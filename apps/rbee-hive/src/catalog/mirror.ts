import { z } from 'zod';

/** A URL that can be asked without more: no user, no password, and a whole path. */
const MirrorUrl = z
  .string()
  .max(2_048)
  .regex(/^https?:\/\/[^\s\p{Cc}]+$/u, 'has to be an http or https URL')
  .refine((text) => URL.canParse(text) && hasNoUser(new URL(text)), 'must not have a user or password');

/** One mirror, as the user's settings have it. */
export const Mirror = z.strictObject({
  /** What addresses begin with. */
  prefix: MirrorUrl,
  /** What is asked in its place, the first first. */
  replacements: z.array(MirrorUrl).min(1).max(20),
});

/** One mirror, as the user's settings have it. */
export type Mirror = z.infer<typeof Mirror>;

/**
 * Reads `FROM=TO`. A URL may itself have an equals sign: the one before a URL counts.
 *
 * @example parseMirror('https://github.com/=https://mirror.example.org/github/');
 * @returns what is wrong with it, where it is none
 */
export function parseMirror(text: string): Mirror | string {
  const [, prefix, to] = /^(.+?)=(https?:\/\/.*)$/s.exec(text) ?? [];
  if (prefix === undefined || to === undefined)
    return 'Give two URLs, such as https://github.com/=https://mirror.example.org/github/.';
  const read = Mirror.safeParse({ prefix, replacements: [to] });
  return read.success ? read.data : `A URL of a mirror ${read.error.issues[0]?.message ?? 'is not usable'}.`;
}

function hasNoUser({ username, password }: URL): boolean {
  return username === '' && password === '';
}
