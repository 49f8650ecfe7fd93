import type { AdviceByCode } from './types.js';

/** Of fleets. */
export const FLEET_ADVICE: AdviceByCode = {
  FLEET_FILE_INVALID: {
    why: 'A field of the file is misspelled, or its value is not what it has to be.',
    todo: 'Correct the line that the message names; [the fields](../fleet.md) are listed in the documentation.',
  },
  FLEET_FILE_UNREADABLE: {
    why: 'The file is not there, is not a regular file, or is larger than 256 KiB.',
    todo: 'Check the path.',
  },
  FLEET_FOLDER_INVALID: {
    why: 'The command was typed in another folder than the one that `fleet init` made.',
    todo: 'Go to that folder, or name it with `--fleet`.',
  },
  FLEET_EXISTS: {
    why: 'The folder has files already; a fleet gets one of its own.',
    todo: 'Name another folder.',
  },
  FLEET_NAME_INVALID: {
    why: 'A hive is called by small letters, digits and "-"; a server is at `tls://HOST:PORT`.',
    todo: 'Correct the name or the address.',
  },
  HIVE_EXISTS: {
    why: 'A hive of this name was added before.',
    todo: 'Choose another name, or remove that hive first: `rbee-hive fleet remove-hive` NAME.',
  },
  HIVE_UNKNOWN: {
    why: 'No hive of this name was added to the fleet, or it was removed.',
    todo: 'Use one of the names that the hint lists.',
  },
  HIVE_SILENT: {
    why: 'The hive is not connected to the fleet’s server, or has no daemon that runs.',
    todo: 'On its machine, start the daemon: `rbee-hive up`.',
  },
  CREDENTIALS_INVALID: {
    why: 'The file was not made by `rbee-hive fleet add-hive`, or was changed since.',
    todo: 'Let the fleet make a new one, and join with that.',
  },
  FLEET_UNREACHABLE: {
    why: 'The server does not run, or a firewall is before its port.',
    todo: 'Start `nats-server` with the configuration that `rbee-hive fleet init` wrote, and open its port.',
  },
  FLEET_REFUSED: {
    why: 'The server has not read its configuration since the hive was added, or the hive was removed.',
    todo: 'Reload the server: `nats-server --signal reload`. A hive that was removed needs new credentials.',
  },
  CANNOT_PLACE: {
    why: 'Fewer hives can run a line than it wants replicas.',
    todo: 'The message says why each cannot; change the selectors, the replicas, or the machines.',
  },
  ROLLOUT_RUNNING: {
    why: 'Another change of the fleet has not ended, or the command that drove it was stopped.',
    todo: 'Go on with it by `rbee-hive fleet rollout --resume`, or put it back by `rbee-hive fleet undo`.',
  },
  NO_ROLLOUT: {
    why: 'There is nothing to go on with or to undo.',
    todo: 'See what the newest rollout is: `rbee-hive fleet rollout`.',
  },
  ROLLOUT_REVERTED: {
    why: 'A worker did not become healthy, or did not answer a request, on one hive; every hive has what it had before.',
    todo: 'The message names the hive and the line; `rbee-hive fleet logs` shows what the worker printed there.',
  },
  CHANGED_MEANWHILE: {
    why: 'Two commands changed the fleet at the same time.',
    todo: 'See what the other one did, then try again.',
  },
  FLEET_FORMAT: {
    why: 'Another version of this program wrote it.',
    todo: 'Use the same version on every machine of the fleet.',
  },
};
