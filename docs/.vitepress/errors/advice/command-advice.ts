import type { AdviceByCode } from './types.js';

/** Of the command lines. */
export const COMMAND_ADVICE: AdviceByCode = {
  SEVERAL_INSTALLED: {
    why: 'The name fits more than one installed version.',
    todo: 'Use the full id; the message lists them.',
  },
  SEVERAL_RUNNING: {
    why: 'The name fits more than one process.',
    todo: "Use the process's id, as `rbee-hive ps` shows it.",
  },
  NOT_RUNNING: {
    why: 'The worker was not started, or has ended.',
    todo: '`rbee-hive ps --all` shows those that ended, and why.',
  },
  WORKER_ENDED: {
    why: 'The worker ended by itself with an error.',
    todo: 'Read its last lines above the message.',
  },
  PROCESSES_LEFT: {
    why: 'The worker started a program that could not be ended.',
    todo: 'End it by its process id, which the message has.',
  },
  NOT_INSTALLABLE: { why: 'The plan has obstacles.', todo: 'Each is listed above with what to do.' },
  HARDWARE_INVALID: {
    why: '`RBEE_HARDWARE`, or the file of `--as`, is not JSON of the expected shape.',
    todo: 'Start from what `rbee-hive hardware` prints.',
  },
  LOCKFILE_UNREADABLE: {
    why: 'There is no lockfile here, or it may not be read.',
    todo: 'Write one with `rbee-hive lock`, or name it with `--lockfile`.',
  },
  LOCKFILE_UNWRITABLE: { why: 'The folder or file is read-only.', todo: 'Choose another place.' },
  REGISTRY_ROOTS_UNUSABLE: {
    why: 'What was given is not root metadata or not the URL of a registry, or the list of trusted roots is damaged.',
    todo: 'Get `root.json` from who runs the registry, and name its base URL with `--url`.',
  },
  LICENSE_ORIGINS_UNUSABLE: {
    why: 'The list of trusted origins is damaged or may not be written.',
    todo: 'Look at the file that the message names.',
  },
  STORES_UNUSABLE: {
    why: 'The list of stores was edited by hand, or the file with a password is gone or has other rights.',
    todo: 'Correct the file that the message names, or add the store again with `rbee-hive store add`.',
  },
  KEY_UNREADABLE: {
    why: 'The path is misspelt, or the file may not be read.',
    todo: 'Name the file that holds what `rbee-hive store key` printed on the other machine.',
  },
  HISTORY_BROKEN: {
    why: 'Someone edited the history, or the machine lost power while a line was written.',
    todo: 'Look at the line and the one before it. Moving the file away begins a new history.',
  },
  NOT_REPRODUCIBLE: {
    why: 'The build puts the time, a path or chance into its files, or its tools are others by now.',
    todo: 'Compare the files that are named. Recipes set `SOURCE_DATE_EPOCH` and sort what they pack.',
  },
  NOT_TRUSTED: {
    why: 'The origin was not trusted before.',
    todo: '`rbee-hive license list` shows those that are.',
  },
  NOT_LOCKED: {
    why: 'The worker was added after the lockfile was written.',
    todo: 'Install it without `--locked`, then run `rbee-hive lock`.',
  },
  DAMAGED: {
    why: 'A file of a worker differs from what was installed.',
    todo: 'Remove the worker and install it again.',
  },
  UNHEALTHY: {
    why: 'The doctor found something that keeps workers from being installed or run.',
    todo: 'Do what stands beside each finding.',
  },
  NO_MODEL: {
    why: 'No model is served that does what was asked for.',
    todo: 'Start one: `rbee-hive run MODEL`.',
  },
  SEVERAL_MODELS: { why: 'Several models are served that could answer.', todo: 'Name one with `--model`.' },
  MODEL_FAILED: {
    why: "The model's worker returned an error instead of a reply.",
    todo: 'Its words are in the message; `rbee-hive logs` has more.',
  },
  FILE_UNREADABLE: {
    why: 'The file that was named is not there, is not a regular file, or may not be read.',
    todo: 'Check its path, from the folder that you are in.',
  },
  FILE_EXISTS: {
    why: 'The file that was to be written is there already, and nothing is overwritten.',
    todo: 'Name another with `--output`.',
  },
  NOT_AGREED: {
    why: 'Something would have been installed or fetched, and you did not agree, or there was no terminal to ask at.',
    todo: 'Repeat it with `--yes`.',
  },
  NO_DAEMON: {
    why: 'The command needs a daemon, and none runs for this user.',
    todo: 'Start one in another terminal: `rbee-hive serve`.',
  },
  TOKEN_INVALID: {
    why: "The token's file cannot be read, others can read it, or the token is shorter than 16 characters.",
    todo: 'Name another with `--token-file`, or with `--hive-token-file` for the hive of another machine.',
  },
  HIVE_INVALID: {
    why: 'What `--hive`, `RBEE_HIVE` or the configuration names is no URL of a hive, is not encrypted, or its certificates cannot be read.',
    todo: 'Give an https URL, or the end of a tunnel on this machine; `--hive-ca-file` names certificates of your own.',
  },
  LOCAL_ONLY: {
    why: 'The command, or one of its options, makes sense on the machine that it runs on only.',
    todo: 'Leave out `--hive`, or run it on that machine.',
  },
  DAEMON_UNREACHABLE: {
    why: 'The daemon ended or hangs.',
    todo: 'Look at the terminal where it runs; start it again.',
  },
  DAEMON_ANSWER_INVALID: {
    why: 'The daemon is of another version than this command.',
    todo: 'Restart it with the version that you use now.',
  },
  CANCEL_UNCONFIRMED: {
    why: 'The daemon did not say in time that the job ended.',
    todo: 'Look at the page, or at `rbee-hive ps`.',
  },
  FOLDER_UNREADABLE: {
    why: 'The folder of workers does not exist, or may not be read.',
    todo: 'Pass another with `--workers`.',
  },
  INVALID_ARGUMENT: {
    why: 'An id, version, folder or proxy of the command line is not valid.',
    todo: 'The message says what is expected.',
  },
  INVALID_WORKER: {
    why: 'The worker to add has a fault.',
    todo: 'Correct what the message lists, and add it again.',
  },
  FILE: {
    why: 'A file of the worker is missing, too large, misnamed, or a link that leads out.',
    todo: 'Put a regular file there.',
  },
  METADATA: {
    why: '`worker.json` lacks a field, or one has another kind of value.',
    todo: 'Correct the field that is named: [the table of fields](../registry.md#the-folder).',
  },
  RECIPE: {
    why: 'The parser refuses the PKGBUILD, or would ask about it.',
    todo: 'Paste it into [the page that judges](../judge.md).',
  },
  NAME: {
    why: 'A version or variant exists twice, or `pkgname` is not the id.',
    todo: 'Rename one of them.',
  },
  VERSION: { why: "`version` in `worker.json` is not the recipe's `pkgver`.", todo: 'Make them the same.' },
  LICENSE: { why: "`license` in `worker.json` is not the recipe's.", todo: 'Make them the same.' },
  ARCHITECTURES: {
    why: "The metadata offers an architecture that the recipe's `arch` lacks, or the reverse.",
    todo: 'Make them the same.',
  },
  DEPENDS: { why: "The metadata's dependencies are not the recipe's.", todo: 'Copy them from the recipe.' },
  EXECUTABLE: {
    why: '`package()` installs no program, another than `binary_name`, or several.',
    todo: "Name the worker's program in `binary_name`.",
  },
  SOURCE: {
    why: "A source's file is missing, its value is not known, or its protocol is none.",
    todo: 'Correct the entry of `source` that is named.',
  },
  CHECKSUM: {
    why: 'A checksum is missing, malformed, or not that of the local file.',
    todo: 'Compute it with `sha256sum`.',
  },
  PROBE: {
    why: "A source's server does not have it, or does not respond.",
    todo: 'Open the URL by hand, and correct the recipe.',
  },
  CANNOT_OPEN: {
    why: 'No browser is installed, or there is no desktop, as over ssh.',
    todo: 'Open the link of the hint by hand.',
  },
  DAEMON_RUNS_ON: {
    why: 'The daemon did not end in time; a worker may keep it.',
    todo: 'Look at the terminal or log of the daemon, and end it by its process id.',
  },
  LOGIN_SERVICE_FAILED: {
    why: 'systemd or launchd of this user is not there, as in a container, or refused the unit.',
    todo: 'Read the words of the system in the message; start the daemon with `rbee-hive serve`.',
  },
  NOT_IN_REGISTRY: {
    why: 'The id is misspelt, belongs to another registry, or the registry has other versions of it.',
    todo: 'List what there is with `rbee-hive available`.',
  },
  VERSION_NOT_FOUND: {
    why: 'The registry no longer has, or never had, the version that was named.',
    todo: 'Leave the version out, or choose one that the message lists.',
  },
};
