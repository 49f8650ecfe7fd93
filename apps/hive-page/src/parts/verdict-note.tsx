import type { WorkerRow } from 'rbee-hive-daemon/api';
import { installText, type VerdictReason } from '../model/verdict/install-offer.js';
import { type SaidReason, verdictText } from '../model/verdict/verdict-text.js';
import { startAndShow } from '../state/run-job.js';
import { useBusy } from '../state/use-busy.js';
import { ActionProblem } from './action-problem.js';
import { Command } from './command.js';
import { Note } from './notes.js';

type Verdict = WorkerRow['verdict'];

/** Why a worker is what it is to this machine, each reason with what can be done. Nothing where the state says it all. */
export function VerdictNote({ verdict }: { readonly verdict: Verdict }) {
  const { standing, reasons } = verdictText(verdict);
  if (standing === undefined && reasons.length === 0) return null;
  const isBad = reasons.some(({ reason }) => reason.weight !== 'advice');
  return (
    <Note tone={isBad ? 'warn' : 'info'}>
      {standing !== undefined && <p class="breakable">{standing}</p>}
      {reasons.length > 0 && (
        <ul class="verdict-reasons" aria-label="Reasons">
          {reasons.map((said) => (
            <li key={said.reason.code + said.reason.message} class="verdict-reason">
              <Reason said={said} worker={verdict.workerId} />
            </li>
          ))}
        </ul>
      )}
    </Note>
  );
}

interface ReasonProps {
  readonly said: SaidReason;
  readonly worker: string;
}

function Reason({ said: { reason, isSaid }, worker }: ReasonProps) {
  const { message, remedy, action } = reason;
  return (
    <>
      {!isSaid && <p class="breakable">{message}</p>}
      {remedy !== undefined && <p class="note-hint breakable">{remedy}</p>}
      {action?.type === 'run' && <Command text={action.command} />}
      <Advised reason={reason} worker={worker} />
    </>
  );
}

/** What is advised can be begun here; what is needed is on the button of the installation. */
function Advised({ reason: { weight, action }, worker }: { reason: VerdictReason; worker: string }) {
  const { isBusy, problem, whileBusy } = useBusy();
  if (weight !== 'advice' || action?.type !== 'install-with') return null;
  const { settings } = action;
  return (
    <div class="actions">
      <ActionProblem problem={problem} />
      <button
        type="button"
        class="button button-small"
        disabled={isBusy}
        onClick={() => whileBusy(() => startAndShow({ operation: 'worker_install', worker, ...settings }))}
      >
        {installText('Install', settings)}
      </button>
    </div>
  );
}
