import type { WorkerRow } from 'rbee-hive-daemon/api';
import { hive } from '../hive.js';
import { upgradeOffer } from '../model/verdict/upgrade-offer.js';
import { goTo } from '../state/route.js';
import { useBusy } from '../state/use-busy.js';
import { ActionProblem } from './action-problem.js';

/** Upgrades every worker with a newer version, where there is more than none. */
export function UpdateAll({ rows }: { readonly rows: readonly WorkerRow[] }) {
  const { isBusy, problem, whileBusy } = useBusy();
  const offer = upgradeOffer(rows);
  if (offer === undefined) return null;
  return (
    <>
      <ActionProblem problem={problem} />
      <button
        type="button"
        class="button"
        disabled={isBusy}
        onClick={() =>
          whileBusy(async () => {
            for (const operation of offer.operations) await hive.post(operation);
            goTo('#/jobs');
          })
        }
      >
        {offer.text}
      </button>
    </>
  );
}
