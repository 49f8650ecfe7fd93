import { Empty } from '../parts/notes.js';
import { PageHead } from '../parts/page-head.js';

export function UnknownView() {
  return (
    <>
      <PageHead title="Not found" />
      <Empty icon="search" title="This address is not a view of the hive.">
        <a class="button" href="#/workers">
          Show the workers
        </a>
      </Empty>
    </>
  );
}
