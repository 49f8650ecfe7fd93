import { isReached } from '../hive.js';
import { Icon } from '../parts/icon.js';

/** Says once, whatever the view, that the daemon does not respond. */
export function Unreachable() {
  if (isReached.value) return null;
  return (
    <div class="note note-bad" role="alert">
      <Icon name="warning" />
      <div class="note-text">
        <p>The hive does not respond. This page continues by itself when it does.</p>
        <p class="note-hint">
          Start it in a terminal: <code>rbee-hive serve</code>
        </p>
      </div>
    </div>
  );
}
