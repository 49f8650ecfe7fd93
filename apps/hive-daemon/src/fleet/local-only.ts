/** The header of a request that no other hive may be asked for: it comes from one. */
export const LOCAL_ONLY = 'x-rbee-local-only';
