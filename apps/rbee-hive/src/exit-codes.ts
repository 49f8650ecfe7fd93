/** What the command ends with. */
export const EXIT_CODES = {
  ok: 0,
  /** What was asked for failed; the message says why. */
  failure: 1,
  /** The command line is wrong. */
  usage: 2,
  /** SIGINT, SIGTERM or SIGHUP stopped it; nothing is left behind. */
  interrupted: 130,
  /** Its output is no longer read, as with `| head`; nothing is left behind. */
  unread: 141,
} as const;
