import type { WorkerRow } from 'rbee-hive-daemon/api';
import { hive } from '../hive.js';
import { goTo } from '../state/route.js';
import { useBusy } from '../state/use-busy.js';

/** Upgrades every worker with a newer version, where there is more than none. */
export function UpdateAll({ rows }: { readonly rows: readonly WorkerRow[] }) {
  const { isBusy, problem, whileBusy } = useBusy();
  const outdated = rows.filter(({ state }) => state === 'update-available');
  if (outdated.length === 0) return null;
  return (
    <>
      {problem && (
        <p class="tone-bad small breakable" role="alert">
          {problem.message}
        </p>
      )}
      <button
        type="button"
        class="button"
        disabled={isBusy}
        onClick={() =>
          whileBusy(async () => {
            for (const { id } of outdated) await hive.post({ operation: 'worker_upgrade', worker: id });
            goTo('#/jobs');
          })
        }
      >
        {outdated.length === 1 ? 'Upgrade 1 worker' : `Upgrade all ${outdated.length}`}
      </button>
    </>
  );
}
