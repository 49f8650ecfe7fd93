import { useEffect, useState } from 'preact/hooks';
import type { ProcessList, WorkerOverview } from 'rbee-hive-daemon/api';
import { type Place, placesOf, searchPlaces } from '../model/places.js';
import { Dialog } from '../parts/dialog.js';
import { goTo } from '../state/route.js';
import { useResource } from '../state/use-resource.js';

/** Ctrl+K, or ⌘K, anywhere: goes to a view, worker or process by a few letters of its name. */
export function QuickOpen() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      // A dialog that is open has the keyboard.
      if (document.querySelector('dialog[open]') === null) setOpen(true);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return isOpen ? <QuickDialog onClose={() => setOpen(false)} /> : null;
}

function QuickDialog({ onClose }: { readonly onClose: () => void }) {
  const overview = useResource<WorkerOverview>('/v1/workers');
  const processes = useResource<ProcessList>('/v1/processes');
  const [text, setText] = useState('');
  const found = searchPlaces(placesOf(overview.data?.workers, processes.data?.processes), text);
  function open({ link }: Place): void {
    onClose();
    goTo(link);
  }
  return (
    <Dialog title="Go to" onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (found[0]) open(found[0]);
        }}
      >
        <input
          type="search"
          aria-label="Name of a view, worker or process"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <p class="visually-hidden" role="status">
          {found.length} found
        </p>
        <ul class="rows places">
          {found.map((place) => (
            <li key={place.link}>
              <button type="button" class="row-link" onClick={() => open(place)}>
                <span class="row-title">{place.name}</span>
                <span class="muted small">{place.kind}</span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </Dialog>
  );
}
