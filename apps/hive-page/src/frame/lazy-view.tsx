import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from 'rbee-hive-daemon/api';
import { ErrorNote, Skeleton } from '../parts/notes.js';

const NOT_LOADED: ApiError = {
  code: 'NOT_LOADED',
  message: 'This part of the page could not be loaded.',
  hint: 'Reload the page: the hive may have been updated.',
};

/** A view whose code comes when it is first shown, so that the page itself is there quickly. */
export function lazyView<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => preact.JSX.Element {
  let loaded: ComponentType<Props> | undefined;
  return function LazyView(props) {
    const [View, setView] = useState(() => loaded);
    const [isFailed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (view) => {
          loaded = view;
          setView(() => view);
        },
        () => setFailed(true),
      );
    }, []);
    if (View !== undefined) return <View {...props} />;
    return isFailed ? <ErrorNote error={NOT_LOADED} /> : <Skeleton rows={3} />;
  };
}
