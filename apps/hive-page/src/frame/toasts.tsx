import { Icon } from '../parts/icon.js';
import { jobLink } from '../router.js';
import { closeToast, type Toast, toasts } from '../state/toasts.js';

/** Messages at the edge; read out when they come. */
export function Toasts() {
  return (
    <section class="toasts" aria-label="Messages" aria-live="polite">
      {toasts.value.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast: { id, kind, text, hint, jobId } }: { readonly toast: Toast }) {
  return (
    <div class={`toast toast-${kind}`}>
      {kind === 'busy' ? (
        <span class="spinner" aria-hidden="true" />
      ) : (
        <Icon name={kind === 'done' ? 'check' : 'warning'} />
      )}
      <div class="toast-text">
        <p>{text}</p>
        {hint !== undefined && <p class="muted">{hint}</p>}
        {jobId !== undefined && <a href={jobLink(jobId)}>Show the job</a>}
      </div>
      <button type="button" class="button icon-button" aria-label="Dismiss" onClick={() => closeToast(id)}>
        <Icon name="cross" />
      </button>
    </div>
  );
}
