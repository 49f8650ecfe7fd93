/** Workspaces that a rule does not bind yet. Remove yours when `npx tsx tools/check-house.ts WORKSPACE` shows nothing for it. */
export const NOT_CLEAN_YET: Readonly<Record<string, readonly string[]>> = {
  'flat-folders': [
    'apps/hive-page',
    'apps/rbee-hive',
    'internal/test-kit',
    'packages/source-fetcher',
    'packages/worker-catalog',
    'packages/worker-provisioner',
  ],
  'mirrored-tests': [
    'apps/hive-daemon',
    'apps/hive-page',
    'apps/rbee-hive',
    'internal/test-kit',
    'packages/source-fetcher',
    'packages/worker-catalog',
    'packages/worker-provisioner',
  ],
  'visible-skips': [
    'apps/hive-page',
    'apps/rbee-hive',
    'packages/source-fetcher',
    'packages/worker-provisioner',
  ],
  'short-readmes': [
    'apps/hive-daemon',
    'apps/rbee-hive',

    'packages/source-fetcher',
    'packages/worker-catalog',
    'packages/worker-provisioner',
  ],
  documented: [
    'packages/model-catalog',

    'packages/source-fetcher',
    'packages/worker-catalog',
    'packages/worker-provisioner',
  ],
  words: [
    'apps/hive-daemon',
    'apps/hive-page',
    'apps/rbee-hive',

    'internal/test-kit',

    'packages/source-fetcher',
    'packages/worker-catalog',
    'packages/worker-provisioner',
  ],
};
