import { useState } from 'preact/hooks';
import { tokens } from '../hive.js';
import { tokenInLink } from '../model/link-token.js';
import { Dialog } from '../parts/dialog.js';

/** Asks for the daemon's token when it wants one. */
export function TokenDialog() {
  const [token, setToken] = useState('');
  const prompt = tokens.prompt.value;
  if (prompt === 'none') return null;
  return (
    <Dialog title="This hive requires its token">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() === '') return;
          tokens.provide(tokenInLink(token) ?? token.trim());
          setToken('');
        }}
      >
        <p class="muted">
          Open the link that <code>rbee-hive serve</code> printed, or paste it here. The token is also in the
          file <code>token</code> in the hive's state folder, on Linux and macOS{' '}
          <code>~/.local/state/rbee/hive/token</code>. This tab keeps it until it is closed and sends it to
          this hive only.
        </p>
        <label class="field">
          <span>Token or link</span>
          <input
            type="password"
            autoComplete="off"
            required
            value={token}
            aria-invalid={prompt === 'refused'}
            aria-describedby={prompt === 'refused' ? 'token-problem' : undefined}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        {prompt === 'refused' && (
          <p class="field-problem" id="token-problem" role="alert">
            That is not the hive's token.
          </p>
        )}
        <div class="dialog-actions">
          <button type="submit" class="button button-primary">
            Continue
          </button>
        </div>
      </form>
    </Dialog>
  );
}
