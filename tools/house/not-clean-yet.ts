/** Workspaces that a rule does not bind yet. Remove yours when `npx tsx tools/check-house.ts WORKSPACE` shows nothing for it. */
export const NOT_CLEAN_YET: Readonly<Record<string, readonly string[]>> = {
  'flat-folders': ['apps/rbee-hive', 'packages/worker-catalog'],
  'mirrored-tests': ['apps/hive-daemon', 'apps/rbee-hive', 'internal/hardware', 'packages/worker-catalog'],
  'visible-skips': ['apps/rbee-hive', 'packages/worker-provisioner'],
  'short-readmes': [
    'apps/hive-daemon',
    'apps/rbee-hive',
    'packages/worker-catalog',
    'packages/worker-provisioner',
  ],
  documented: ['packages/model-catalog', 'packages/worker-catalog', 'packages/worker-provisioner'],
  words: [
    'apps/hive-daemon',
    'apps/hive-page',
    'apps/rbee-hive',
    'internal/hardware',
    'packages/worker-catalog',
    'packages/worker-provisioner',
  ],
};
