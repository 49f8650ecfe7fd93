import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useBusy } from '../state/use-busy.js';
import { ErrorNote } from './notes.js';

export interface DialogProps {
  readonly title: string;
  /** Called on Escape, or a click beside it. Absent: it stays until a button is used. */
  readonly onClose?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/** A modal dialog: the browser keeps the focus in it, and gives it back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does what the click beside the dialog does.
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose?.();
      }}
    >
      <div class="dialog-body">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

export interface ConfirmProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** What the button says that does it. */
  readonly action: string;
  /** Does it; when it rejects, the dialog stays and says why. */
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something is done that cannot be undone, and closes when it is done. */
export function ConfirmDialog({ title, children, action, onConfirm, onClose }: ConfirmProps) {
  const { isBusy, problem, whileBusy } = useBusy();
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {problem && <ErrorNote error={problem} />}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          Keep
        </button>
        <button
          type="button"
          class="button button-danger"
          disabled={isBusy}
          onClick={() =>
            whileBusy(async () => {
              await onConfirm();
              onClose();
            })
          }
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}
