import type { AdviceByCode } from './types.js';

/** Of the daemon and its gateway. */
export const DAEMON_ADVICE: AdviceByCode = {
  OPTION_INVALID: {
    why: 'An option of `serve` has a value that it cannot take.',
    todo: 'The message names it; `rbee-hive serve --help` has them all.',
  },
  TOKEN_UNUSABLE: {
    why: "The token's file can be read or written by others, is empty, or is not a regular file.",
    todo: '`chmod 600` it, or remove it: the next start makes another.',
  },
  ALREADY_RUNNING: {
    why: 'Another daemon has this state folder.',
    todo: 'Use that one, or end it: the message has its process id.',
  },
  CANNOT_LISTEN: {
    why: 'Another program uses the port, or the address is not one of this machine.',
    todo: 'Choose another with `--port` or `--host`.',
  },
  STATE_UNUSABLE: {
    why: 'The state folder cannot be written, or is not yours.',
    todo: 'Check its owner, or name another with `XDG_STATE_HOME`.',
  },
  SYSTEM_UNSUPPORTED: {
    why: 'This system cannot do what the function needs: [what runs where](../support.md).',
    todo: 'Use what the hint names instead.',
  },
  BAD_REQUEST: {
    why: 'A field of the body or query is missing, unknown or out of range.',
    todo: 'Correct the field that `path` names; `GET /v1/openapi.json` describes all of them.',
  },
  UNAUTHORIZED: {
    why: 'The request has no token, or a wrong one.',
    todo: 'Send `Authorization: Bearer TOKEN`, with the token of `~/.local/state/rbee/hive/token`.',
  },
  FORBIDDEN_ORIGIN: {
    why: "The request came from another site's page, or by a name that is not the daemon's.",
    todo: 'Call it by its address, or allow the name with `--allow-host`.',
  },
  FORBIDDEN_ADDRESS: {
    why: "The recipe's URL, or a redirect of it, leads to a private address.",
    todo: 'Use a public URL, or `serve --allow-private-addresses` if you trust all who hold the token.',
  },
  METHOD_NOT_ALLOWED: {
    why: 'The path exists, with another method.',
    todo: 'The header `Allow` lists the methods.',
  },
  ENDED: {
    why: 'The job ended before the request came.',
    todo: 'Read its result; there is nothing left to cancel.',
  },
  BODY_TOO_LARGE: { why: "The request's body is larger than the daemon takes.", todo: 'Send less.' },
  NOT_JSON: {
    why: "The body's type is not `application/json`.",
    todo: 'Send the header `content-type: application/json`.',
  },
  WORKER_NOT_READY: {
    why: 'The worker ended, or did not answer its health path in time: a missing library, a wrong argument, a model that is too large.',
    todo: 'Read its last lines in the message, or `rbee-hive logs WORKER`.',
  },
  WORKER_UNREACHABLE: {
    why: 'The worker runs and did not answer, or not in HTTP.',
    todo: 'Look at `rbee-hive logs WORKER`; restart it.',
  },
  INTERRUPTED: { why: 'The daemon was stopped, or died, while the job ran.', todo: 'Start the job again.' },
  INTERNAL: { why: 'A mistake in the daemon.', todo: "Report it with the lines of the daemon's log." },
  KEY_INVALID: {
    why: "The key is missing, misspelt or revoked, or it is the daemon's token.",
    todo: '`rbee-hive keys create NAME`, and send it as `Authorization: Bearer`.',
  },
  KEY_EXISTS: {
    why: 'A key of this name was made before.',
    todo: 'Choose another name, or revoke the old key.',
  },
  LAUNCH_INCOMPLETE: {
    why: "The worker's command line needs a value that was not given, such as a model.",
    todo: 'Pass what `path` names: `rbee-hive spawn WORKER --model FILE`.',
  },
  MODEL_UNSUITABLE: {
    why: 'A speech model was asked for a chat, or the reverse.',
    todo: 'Choose a model that does it: `GET /v1/models` lists their tasks.',
  },
  MODEL_BUSY: {
    why: 'More requests wait for the model than its queue takes.',
    todo: 'Try again after `Retry-After`, or let the worker serve more at once.',
  },
  MODEL_NOT_STARTED: {
    why: "The model's worker ended while it loaded.",
    todo: 'Read its last lines in the message; a smaller context or fewer GPU layers often help.',
  },
  MODEL_STOPPED: {
    why: 'Someone stopped the model while the request waited.',
    todo: 'Send it again: the model is started on demand.',
  },
  NO_MEMORY: {
    why: 'Other models hold the memory, and are in use.',
    todo: 'Wait for them, stop one, or choose a smaller model.',
  },
  MODEL_IN_USE: {
    why: 'A worker that runs, or a model that is served, uses its files.',
    todo: 'Stop the worker first: `rbee-hive ps` shows which.',
  },
  NO_MODELS: {
    why: 'The daemon was started by a program without a catalog of models.',
    todo: 'Start it with `rbee-hive serve`, or pass `models` to `startDaemon`.',
  },
  NAME_TAKEN: {
    why: 'Another process that runs was given the same name.',
    todo: 'Choose another name, or stop that process: `rbee-hive ps` shows it.',
  },
  STILL_RUNNING: {
    why: 'The process that was to be forgotten has not ended.',
    todo: 'Stop it first.',
  },
};
