/** The folder of the daemon's page: the build puts a copy of it beside `chunks`, which this module is a part of. */
export const pageFolder: URL = new URL('../page', import.meta.url);
