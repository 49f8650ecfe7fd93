import { CommandFailure } from '../errors.js';

/** Of something that makes sense on this machine only. @param what the beginning of a sentence, such as `rbee-hive up` */
export function localOnly(
  what: string,
  hint = 'Leave out --hive, or run it on that machine.',
): CommandFailure {
  return new CommandFailure({
    code: 'LOCAL_ONLY',
    message: `${what} works on this machine only, not with the hive of another one.`,
    hint,
  });
}
