import type { HiveInfo, JobList, ProcessList, WorkerOverview } from 'rbee-hive-daemon/api';
import { isOver } from '../model/process-text.js';
import { Icon, type IconName } from '../parts/icon.js';
import type { Route } from '../router.js';
import { useResource } from '../state/use-resource.js';
import { ThemeToggle } from './theme-toggle.js';

const ENTRIES: readonly {
  readonly link: string;
  readonly icon: IconName;
  readonly text: string;
  readonly views: readonly Route['view'][];
}[] = [
  { link: '#/workers', icon: 'workers', text: 'Workers', views: ['workers', 'worker'] },
  { link: '#/models', icon: 'models', text: 'Models', views: ['models'] },
  { link: '#/installed', icon: 'installed', text: 'Installed', views: ['installed'] },
  { link: '#/processes', icon: 'processes', text: 'Processes', views: ['processes', 'process'] },
  { link: '#/jobs', icon: 'jobs', text: 'Jobs', views: ['jobs', 'job'] },
  { link: '#/machine', icon: 'machine', text: 'Machine', views: ['machine', 'fleet'] },
];

/** Beside the view on a desk, below it on a phone. */
export function Navigation({ route }: { readonly route: Route }) {
  const counts = useCounts();
  return (
    <header class="side">
      <a class="brand" href="#/workers">
        <BrandMark />
        <span>rbee hive</span>
      </a>
      <nav class="nav" aria-label="Views">
        <ul>
          {ENTRIES.map(({ link, icon, text, views }) => (
            <li key={link}>
              <a href={link} class="nav-link" aria-current={views.includes(route.view) ? 'page' : undefined}>
                <Icon name={icon} />
                <span>{text}</span>
                <Count count={counts[link]} of={link === '#/workers' ? 'with a newer version' : 'running'} />
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Foot />
    </header>
  );
}

function BrandMark() {
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="brand-comb" d="M16 1.5 28.6 8.7v14.6L16 30.5 3.4 23.3V8.7z" />
      <path class="brand-cell" d="M16 8.4 22.6 12.2v7.6L16 23.6l-6.6-3.8v-7.6z" />
    </svg>
  );
}

function Count({ count = 0, of }: { readonly count: number | undefined; readonly of: string }) {
  if (count === 0) return null;
  return (
    <span class="nav-count">
      {count}
      <span class="visually-hidden"> {of}</span>
    </span>
  );
}

function useCounts(): Readonly<Record<string, number>> {
  const jobs = useResource<JobList>('/v1/jobs?state=running', { every: 3_000 });
  const processes = useResource<ProcessList>('/v1/processes', { every: 5_000 });
  const overview = useResource<WorkerOverview>('/v1/workers', { every: 60_000 });
  return {
    '#/workers': overview.data?.workers.filter(({ state }) => state === 'update-available').length ?? 0,
    '#/jobs': jobs.data?.jobs.length ?? 0,
    '#/processes': processes.data?.processes.filter((process) => !isOver(process)).length ?? 0,
  };
}

function Foot() {
  const { data, error } = useResource<HiveInfo>('/v1/hive', { every: 5_000 });
  const isGone = error?.code === 'UNREACHABLE';
  return (
    <div class="side-foot">
      <p class="hive-state" role="status">
        <span class={`dot ${isGone ? 'dot-bad' : data ? 'dot-good' : 'dot-idle'}`} aria-hidden="true" />
        {isGone ? 'Not connected' : data ? `Hive ${data.version}` : 'Connecting …'}
      </p>
      <ThemeToggle />
    </div>
  );
}
