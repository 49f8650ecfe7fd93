import { useState } from 'preact/hooks';
import { isWebAddress } from '../../model/start/start-form.js';
import { Dialog } from '../../parts/dialog.js';
import { ErrorNote } from '../../parts/notes.js';
import { startAndShow } from '../../state/run-job.js';
import { useBusy } from '../../state/use-busy.js';

/** Installs the recipe at an address, for what no registry offers. */
export function InstallFrom() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        Install from URL
      </button>
      {isOpen && <InstallFromDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function InstallFromDialog({ onClose }: { readonly onClose: () => void }) {
  const [address, setAddress] = useState('');
  const [isRefused, setRefused] = useState(false);
  const { isBusy, problem, whileBusy } = useBusy();
  return (
    <Dialog title="Install from URL" onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const from = address.trim();
          setRefused(!isWebAddress(from));
          if (!isWebAddress(from)) return;
          void whileBusy(async () => {
            await startAndShow({ operation: 'worker_install', from });
            onClose();
          });
        }}
      >
        <p class="muted">
          The address of a PKGBUILD, or of the folder that has it. Its functions run on this machine.
        </p>
        <label class="field">
          <span>URL</span>
          <input
            type="text"
            inputMode="url"
            placeholder="https://"
            value={address}
            aria-invalid={isRefused}
            aria-describedby={isRefused ? 'from-problem' : undefined}
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
        </label>
        {isRefused && (
          <p class="field-problem" id="from-problem" role="alert">
            This has to be an http or https URL.
          </p>
        )}
        {problem && <ErrorNote error={problem} />}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={isBusy}>
            Install
          </button>
        </div>
      </form>
    </Dialog>
  );
}
