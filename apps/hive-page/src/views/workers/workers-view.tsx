import type { WorkerOverview, WorkerRow } from 'rbee-hive-daemon/api';
import { plural } from '../../model/format.js';
import { taskText } from '../../model/start/launching.js';
import {
  allTasks,
  filterOf,
  filterWorkers,
  NO_FILTER,
  queryOf,
  STATES,
  typesOf,
  type WorkerFilter,
} from '../../model/worker-filter.js';
import { workerStateText } from '../../parts/badge.js';
import { Icon } from '../../parts/icon.js';
import { LoadState } from '../../parts/load-state.js';
import { Empty, Note } from '../../parts/notes.js';
import { PageHead } from '../../parts/page-head.js';
import { UpdateAll } from '../../parts/update-all.js';
import { changeQuery, query } from '../../state/route.js';
import { useResource } from '../../state/use-resource.js';
import { InstallFrom } from './install-from.js';
import { WorkerCard } from './worker-card.js';

/** Every worker of the registry and every installed one. */
export function WorkersView() {
  const overview = useResource<WorkerOverview>('/v1/workers', { every: 30_000 });
  const filter = filterOf(query.value);
  const setFilter = (changed: WorkerFilter) => changeQuery(queryOf(changed));
  const rows = overview.data?.workers ?? [];
  const shown = filterWorkers(rows, filter);
  return (
    <>
      <PageHead
        title="Workers"
        intro="Inference servers that this hive can install and run."
        actions={
          <>
            <UpdateAll rows={rows} />
            <InstallFrom />
          </>
        }
      />
      <LoadState of={overview} rows={6} kind="card" />
      {overview.data && <Problems overview={overview.data} />}
      {rows.length > 0 && <Filters rows={rows} filter={filter} onChange={setFilter} />}
      <p class="visually-hidden" role="status">
        {overview.data ? `${plural(shown.length, 'worker')} shown` : ''}
      </p>
      {shown.length > 0 && (
        <ul class="cards">
          {shown.map((row) => (
            <li key={row.id}>
              <WorkerCard row={row} />
            </li>
          ))}
        </ul>
      )}
      {overview.data && shown.length === 0 && (
        <NothingShown overview={overview.data} onReset={() => setFilter(NO_FILTER)} />
      )}
    </>
  );
}

interface FiltersProps {
  readonly rows: readonly WorkerRow[];
  readonly filter: WorkerFilter;
  readonly onChange: (filter: WorkerFilter) => void;
}

function Filters({ rows, filter, onChange }: FiltersProps) {
  const count = (state: WorkerFilter['state']) => filterWorkers(rows, { ...filter, state }).length;
  return (
    <search class="filters">
      <div class="search-field">
        <Icon name="search" />
        <input
          type="search"
          placeholder="Search workers"
          aria-label="Search workers"
          value={filter.text}
          onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
        />
      </div>
      <fieldset class="chips">
        <legend class="visually-hidden">State</legend>
        {STATES.map((state) => (
          <label key={state} class="chip">
            <input
              type="radio"
              name="state"
              class="visually-hidden"
              checked={filter.state === state}
              onChange={() => onChange({ ...filter, state })}
            />
            {state === 'all' ? 'All' : workerStateText(state)}
            <span class="chip-count">{count(state)}</span>
          </label>
        ))}
      </fieldset>
      <Choice
        label="Type"
        every="Every type"
        value={filter.type}
        choices={typesOf(rows).map((type) => [type, type] as const)}
        onChange={(type) => onChange({ ...filter, type })}
      />
      <Choice
        label="What it does"
        every="Everything"
        value={filter.task}
        choices={allTasks(rows).map((task) => [task, taskText(task)] as const)}
        onChange={(task) => onChange({ ...filter, task })}
      />
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** What is said for all of them. */
  readonly every: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, every, value, choices, onChange }: ChoiceProps) {
  if (choices.length === 0) return null;
  return (
    <div class="select">
      <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="all">{every}</option>
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function Problems({ overview: { problems, registryError } }: { readonly overview: WorkerOverview }) {
  return (
    <>
      {registryError !== undefined && (
        <Note tone="warn">
          <p class="note-title">The registry could not be reached; only installed workers are shown.</p>
          <p class="breakable">{registryError}</p>
        </Note>
      )}
      {problems.length > 0 && (
        <Note tone="warn">
          <p class="note-title">
            {plural(problems.length, 'entry').replace('entrys', 'entries')} of the registry cannot be read.
          </p>
          {problems.slice(0, 5).map((problem) => (
            <p key={problem} class="breakable">
              {problem}
            </p>
          ))}
        </Note>
      )}
    </>
  );
}

interface NothingShownProps {
  readonly overview: WorkerOverview;
  readonly onReset: () => void;
}

function NothingShown({ overview: { workers, registryError }, onReset }: NothingShownProps) {
  if (workers.length === 0) {
    const title = registryError === undefined ? 'The registry offers no workers.' : 'No worker is installed.';
    return (
      <Empty icon="workers" title={title}>
        <p class="muted small">You can also install one from the URL of its recipe.</p>
      </Empty>
    );
  }
  return (
    <Empty icon="search" title="No worker matches.">
      <button type="button" class="button" onClick={onReset}>
        Show all
      </button>
    </Empty>
  );
}
