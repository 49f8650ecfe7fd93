import { useEffect, useRef } from 'preact/hooks';
import type { Route } from '../router.js';
import { route } from '../state/route.js';
import { InstalledView } from '../views/installed-view.js';
import { JobsView } from '../views/jobs-view.js';
import { ProcessesView } from '../views/processes-view.js';
import { UnknownView } from '../views/unknown-view.js';
import { WorkerView } from '../views/worker/worker-view.js';
import { WorkersView } from '../views/workers/workers-view.js';
import { lazyView } from './lazy-view.js';
import { Navigation } from './navigation.js';
import { QuickOpen } from './quick-open.js';
import { Toasts } from './toasts.js';
import { TokenDialog } from './token-dialog.js';
import { Unreachable } from './unreachable.js';

const JobView = lazyView(async () => (await import('../views/job/job-view.js')).JobView);
const FleetView = lazyView(async () => (await import('../views/fleet-view.js')).FleetView);
const MachineView = lazyView(async () => (await import('../views/machine-view.js')).MachineView);
const ModelsView = lazyView(async () => (await import('../views/models/models-view.js')).ModelsView);
const ProcessView = lazyView(async () => (await import('../views/process/process-view.js')).ProcessView);

/** The whole page: navigation beside the view that the address names. */
export function App() {
  const main = useRef<HTMLElement>(null);
  const current = route.value;
  useFocusOnChange(main, current);
  return (
    <>
      <button type="button" class="skip-link" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <div class="shell">
        <Navigation route={current} />
        <main id="main" class="main" tabIndex={-1} ref={main}>
          <Unreachable />
          <View route={current} key={JSON.stringify(current)} />
        </main>
      </div>
      <Toasts />
      <QuickOpen />
      <TokenDialog />
    </>
  );
}

/** A new view begins at its top, where a screen reader and the Tab key go on. */
function useFocusOnChange(main: { readonly current: HTMLElement | null }, current: Route): void {
  const shown = useRef(current);
  useEffect(() => {
    if (shown.current === current) return;
    shown.current = current;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [current, main]);
}

function View({ route: { view, ...rest } }: { readonly route: Route }) {
  const id = 'id' in rest ? rest.id : '';
  switch (view) {
    case 'workers':
      return <WorkersView />;
    case 'worker':
      return <WorkerView id={id} />;
    case 'models':
      return <ModelsView />;
    case 'installed':
      return <InstalledView />;
    case 'processes':
      return <ProcessesView />;
    case 'process':
      return <ProcessView id={id} />;
    case 'jobs':
      return <JobsView />;
    case 'job':
      return <JobView id={id} />;
    case 'machine':
      return <MachineView />;
    case 'fleet':
      return <FleetView />;
    case 'unknown':
      return <UnknownView />;
  }
}
