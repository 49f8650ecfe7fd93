import type { PlanAnswer } from 'rbee-hive-daemon/api';
import { missingText, networkText } from '../../model/plan/plan-text.js';
import { Command } from '../../parts/command.js';
import { Icon } from '../../parts/icon.js';

/** What an installation needs of the machine and lacks, and what its build asks the network for. */
export function Surroundings({ plan: { needs, recipe } }: { readonly plan: PlanAnswer }) {
  const network = networkText(recipe?.network);
  return (
    <>
      {needs !== undefined && needs.missing.length > 0 && (
        <div class="note note-warn" role="note" aria-label="Missing dependencies">
          <Icon name="warning" />
          <div class="note-text">
            <p class="breakable">{missingText(needs)}</p>
            {needs.command !== undefined && (
              <>
                <p class="note-hint">Install them in a terminal, with the rights of the administrator:</p>
                <Command text={needs.command} />
              </>
            )}
          </div>
        </div>
      )}
      {network !== '' && <p class="muted breakable">While it builds it uses the network: {network}.</p>}
    </>
  );
}
