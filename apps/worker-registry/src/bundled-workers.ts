/**
 * The folder of workers that comes with this app, for `openFolderStore`. It is `workers` beside the folder
 * of this module, from the sources and from `dist` alike; a program that inlines the module puts its own copy
 * of the folder there.
 */
export const bundledWorkersFolder: URL = new URL('../workers', import.meta.url);
