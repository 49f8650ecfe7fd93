import type { AddCommand } from './command.js';

/** Loads what adds a command; a command that does not run is not loaded. */
type LoadCommand = () => Promise<AddCommand>;

/** By the heading of the help, the commands by name. */
export const COMMAND_GROUPS: Readonly<Record<string, Readonly<Record<string, LoadCommand>>>> = {
  'Install:': {
    install: async () => (await import('./install/install.js')).addInstall,
    lock: async () => (await import('./install/lock.js')).addLock,
    explain: async () => (await import('./install/explain.js')).addExplain,
    upgrade: async () => (await import('./install/upgrade.js')).addUpgrade,
  },
  'Look:': {
    available: async () => (await import('./look/available.js')).addAvailable,
    search: async () => (await import('./look/search.js')).addSearch,
    list: async () => (await import('./look/list.js')).addList,
    show: async () => (await import('./look/show.js')).addShow,
    outdated: async () => (await import('./look/outdated.js')).addOutdated,
    hardware: async () => (await import('./look/hardware.js')).addHardware,
    verify: async () => (await import('./look/verify.js')).addVerify,
  },
  'Change what is installed:': {
    remove: async () => (await import('./change/remove.js')).addRemove,
    rollback: async () => (await import('./change/rollback.js')).addRollback,
    select: async () => (await import('./change/select.js')).addSelect,
    prune: async () => (await import('./change/prune.js')).addPrune,
    repair: async () => (await import('./change/repair.js')).addRepair,
  },
  'Share what is built:': {
    push: async () => (await import('./share/push.js')).addPush,
    pull: async () => (await import('./share/pull.js')).addPull,
    store: async () => (await import('./share/store.js')).addStore,
    export: async () => (await import('./share/export.js')).addExport,
    import: async () => (await import('./share/import.js')).addImport,
    attest: async () => (await import('./share/attest.js')).addAttest,
    sbom: async () => (await import('./share/attest.js')).addSbom,
    rebuild: async () => (await import('./share/rebuild.js')).addRebuild,
    history: async () => (await import('./share/history.js')).addHistory,
  },
  'Run:': {
    spawn: async () => (await import('./run/spawn.js')).addSpawn,
    ps: async () => (await import('./run/ps.js')).addPs,
    stop: async () => (await import('./run/stop.js')).addStop,
    logs: async () => (await import('./run/logs.js')).addLogs,
    settings: async () => (await import('./run/settings.js')).addSettings,
  },
  'Models:': {
    model: async () => (await import('./model/model.js')).addModel,
  },
  'Talk to models:': {
    run: async () => (await import('./talk/run.js')).addRun,
    chat: async () => (await import('./talk/chat.js')).addChat,
    transcribe: async () => (await import('./talk/transcribe.js')).addTranscribe,
    imagine: async () => (await import('./talk/imagine.js')).addImagine,
    keys: async () => (await import('./talk/keys.js')).addKeys,
  },
  'Many machines:': {
    fleet: async () => (await import('./fleet/fleet.js')).addFleet,
  },
  'Trust:': {
    registry: async () => (await import('./machine/registry.js')).addRegistry,
    license: async () => (await import('./machine/license.js')).addLicense,
  },
  'The daemon, and this machine:': {
    up: async () => (await import('./machine/up.js')).addUp,
    down: async () => (await import('./machine/down.js')).addDown,
    status: async () => (await import('./machine/status.js')).addStatus,
    serve: async () => (await import('./machine/serve.js')).addServe,
    uninstall: async () => (await import('./machine/uninstall.js')).addUninstall,
    config: async () => (await import('./machine/config.js')).addConfig,
    doctor: async () => (await import('./machine/doctor.js')).addDoctor,
    man: async () => (await import('./machine/man.js')).addMan,
    completion: async () => (await import('./machine/completion.js')).addCompletion,
    complete: async () => (await import('./machine/complete.js')).addComplete,
  },
};
