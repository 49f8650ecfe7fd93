const MAX_LENGTH = 2_048;

/** One mirror, as the user's settings have it. */
export interface Mirror {
  /** What addresses begin with. */
  readonly prefix: string;
  /** What is asked in its place, the first first. */
  readonly replacements: string[];
}

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
  const problem = problemOf(prefix) ?? problemOf(to);
  return problem === undefined ? { prefix, replacements: [to] } : `A URL of a mirror ${problem}.`;
}

/** What is wrong with what has to be a URL that can be asked without more: no user, no password, and a whole path. */
function problemOf(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return `may have ${MAX_LENGTH} characters at most`;
  if (!/^https?:\/\/[^\s\p{Cc}]+$/u.test(text) || !URL.canParse(text))
    return 'has to be an http or https URL';
  const { username, password } = new URL(text);
  return username === '' && password === '' ? undefined : 'must not have a user or password';
}
