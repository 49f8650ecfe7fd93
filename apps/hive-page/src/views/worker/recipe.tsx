import type { PkgbuildReport, PlannedFetch } from '@rbee/worker-catalog';
import { useMemo } from 'preact/hooks';
import { plural } from '../../model/format.js';
import { harmlessText } from '../../model/log/control-text.js';
import { cachedText } from '../../model/plan/cached-text.js';
import { highlightRecipe } from '../../model/plan/highlight-recipe.js';
import { hostsOf, type PartReview, reviewParts } from '../../model/plan/recipe-review.js';
import { CopyButton } from '../../parts/copy-button.js';
import { Icon } from '../../parts/icon.js';

interface RecipeProps {
  readonly report: PkgbuildReport;
  readonly sources: readonly PlannedFetch[];
}

/** A PKGBUILD and what can be said of it without running it. */
export function Recipe({ report, sources }: RecipeProps) {
  return (
    <section class="panel" aria-labelledby="recipe-title">
      <h2 id="recipe-title">Recipe</h2>
      <p class="muted">Read from the text alone, without running it: {whatItDoes(report)}</p>
      <Problems report={report} />
      <h3>Sources</h3>
      <SourceList sources={sources} />
      <h3>Functions</h3>
      <Parts parts={reviewParts(report)} />
      <details class="recipe-text">
        <summary>
          PKGBUILD <span class="muted">{plural(report.text.split('\n').length - 1, 'line')}</span>
        </summary>
        <CopyButton text={report.text} what="the recipe" />
        <RecipeText text={report.text} />
      </details>
    </section>
  );
}

function whatItDoes(report: PkgbuildReport): string {
  const hosts = hostsOf(report);
  const where = hosts.length === 0 ? 'it names no host' : `it names ${hosts.join(', ')}`;
  const warnings = reviewParts(report).reduce((sum, part) => sum + part.warnings.length, 0);
  const seen =
    warnings === 0 ? 'nothing wants a second look' : `${plural(warnings, 'place')} to look at twice`;
  return `${where}; ${seen}.`;
}

function Problems({ report: { problems, installScriptlets } }: Pick<RecipeProps, 'report'>) {
  if (problems.length + installScriptlets.length === 0) return null;
  return (
    <ul class="rows" aria-label="Problems of the recipe">
      {problems.map(({ code, severity, message, range }) => (
        <li key={`${code}${range.start.line}${message}`} class="problem">
          <span class={severity === 'error' ? 'tone-bad' : 'tone-warn'}>
            <Icon name="warning" />
          </span>
          <p class="breakable">
            {harmlessText(message)} <span class="muted">line {range.start.line}</span>
          </p>
        </li>
      ))}
      {installScriptlets.map((name) => (
        <li key={name} class="problem">
          <span class="tone-warn">
            <Icon name="info" />
          </span>
          <p class="breakable">{harmlessText(name)} is a script for pacman; it is never run here.</p>
        </li>
      ))}
    </ul>
  );
}

function SourceList({ sources }: Pick<RecipeProps, 'sources'>) {
  if (sources.length === 0) return <p class="muted">None for this machine.</p>;
  return (
    <ul class="rows source-list">
      {sources.map(({ name, url, verified, cached }) => (
        <li key={name + url}>
          <code class="breakable">{harmlessText(name)}</code>
          {url !== name && <span class="muted small breakable">{harmlessText(url)}</span>}
          <span class="muted small">{cachedText(cached)}</span>
          <span class={`verified ${verified === 'checksum' ? 'tone-good' : 'tone-warn'}`}>
            <Icon name={verified === 'checksum' ? 'check' : 'warning'} />
            {verified === 'checksum' ? 'checksum' : 'not verified'}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Parts({ parts }: { readonly parts: readonly PartReview[] }) {
  if (parts.length === 0) return <p class="muted">None.</p>;
  return (
    <ul class="rows">
      {parts.map(({ name, line, commands, hosts, warnings }) => (
        <li key={`${name}${line}`} class="part">
          <p>
            <code class="part-name">{harmlessText(name)}</code> <span class="muted small">line {line}</span>
          </p>
          <p class="part-commands">
            {commands.length === 0 && <span class="muted small">no commands</span>}
            {commands.map((command) => (
              <code key={command} class="tag">
                {harmlessText(command)}
              </code>
            ))}
          </p>
          {hosts.length > 0 && <p class="small breakable">Hosts: {hosts.join(', ')}</p>}
          {warnings.map((warning) => (
            <p key={warning} class="tone-warn small breakable">
              {harmlessText(warning)}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function RecipeText({ text }: { readonly text: string }) {
  const tokens = useMemo(() => highlightRecipe(text.split('\n').map(harmlessText).join('\n')), [text]);
  return (
    <section
      aria-label="PKGBUILD"
      class="code"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
      tabIndex={0}
    >
      <pre>
        <code>
          {tokens.map((token, place) =>
            token.kind === 'plain' ? (
              token.text
            ) : (
              <span key={place} class={`token-${token.kind}`}>
                {token.text}
              </span>
            ),
          )}
        </code>
      </pre>
    </section>
  );
}
