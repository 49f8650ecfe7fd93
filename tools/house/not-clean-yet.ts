/** Workspaces that a rule does not bind yet. Remove yours when `npx tsx tools/check-house.ts WORKSPACE` shows nothing for it. */
export const NOT_CLEAN_YET: Readonly<Record<string, readonly string[]>> = {};
