import { useState } from 'preact/hooks';
import { tokens } from '../hive.js';
import { Dialog } from './dialog.js';

/** Asks for the daemon's token when it wants one. */
export function TokenDialog() {
  const [token, setToken] = useState('');
  const prompt = tokens.prompt.value;
  if (prompt === 'none') return null;
  return (
    <Dialog title="This hive asks for its token">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() === '') return;
          tokens.provide(token.trim());
          setToken('');
        }}
      >
        <p class="muted">
          It was started with one. This tab remembers it until it is closed; it goes to no other place.
        </p>
        <label class="field">
          <span>Token</span>
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
