import { useState } from 'preact/hooks';
import type { FoundModel, ModelEntry, ModelSearch } from 'rbee-hive-daemon/api';
import { formatCount } from '../../model/format.js';
import { modelReferenceOf } from '../../model/start/model-text.js';
import { Icon } from '../../parts/icon.js';
import { LoadState } from '../../parts/load-state.js';
import { useQuery } from '../../state/route.js';
import { useResource } from '../../state/use-resource.js';
import { PullForm } from './pull-form.js';

/** Looks for models on the hub; a reference such as `hf:org/repo` is shown as it is. */
export function FindModels({ here }: { readonly here: readonly ModelEntry[] }) {
  const [words, setWords] = useQuery('q');
  const reference = modelReferenceOf(words);
  const isSearched = words !== '' && reference === undefined;
  const found = useResource<ModelSearch>(
    isSearched ? `/v1/model-catalog/search?${new URLSearchParams({ query: words })}` : undefined,
  );
  return (
    <section class="find-models" aria-labelledby="find-title">
      <h2 id="find-title">Find one</h2>
      <SearchForm words={words} onSearch={setWords} />
      {reference !== undefined && (
        <article class="panel">
          <PullForm reference={reference} here={here} />
        </article>
      )}
      {isSearched && <LoadState of={found} rows={3} />}
      {isSearched && found.data?.models.length === 0 && (
        <p class="muted">The hub has no GGUF model for these words.</p>
      )}
      {isSearched && (found.data?.models.length ?? 0) > 0 && (
        <ul class="rows panel">
          {found.data?.models.map((model) => (
            <li key={model.reference}>
              <Found model={model} here={here} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface SearchFormProps {
  readonly words: string;
  readonly onSearch: (words: string) => void;
}

function SearchForm({ words, onSearch }: SearchFormProps) {
  const [typed, setTyped] = useState(words);
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.trim());
      }}
    >
      <div class="search-field">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Search the hub"
          placeholder="qwen3, or hf:org/repo"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <button type="submit" class="button">
        Search
      </button>
    </form>
  );
}

function Found({ model, here }: { readonly model: FoundModel; readonly here: readonly ModelEntry[] }) {
  const [isOpen, setOpen] = useState(false);
  const { reference, name, downloads, license, gated } = model;
  const facts = [
    downloads === undefined ? undefined : `${formatCount(downloads)} downloads`,
    license,
    gated ? 'its publisher asks to accept terms first' : undefined,
  ].filter((fact) => fact !== undefined);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong class="breakable">{name}</strong> <span class="muted small">{facts.join(', ')}</span>
      </summary>
      {isOpen && <PullForm reference={reference} here={here} />}
    </details>
  );
}
