import type { ComponentChildren } from 'preact';
import type { ApiError } from 'rbee-hive-daemon/api';
import { Icon, type IconName } from './icon.js';

/** What went wrong, and what to do. */
export function ErrorNote({ error, onRetry, title }: ErrorNoteProps) {
  return (
    <div class="note note-bad" role="alert">
      <Icon name="warning" />
      <div class="note-text">
        {title !== undefined && <p class="note-title">{title}</p>}
        <p class="breakable">{error.message}</p>
        {error.hint !== undefined && <p class="note-hint breakable">{error.hint}</p>}
        <p class="note-code">
          <code>{error.code}</code>
        </p>
      </div>
      {onRetry && (
        <button type="button" class="button button-small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

export interface ErrorNoteProps {
  readonly error: ApiError;
  readonly onRetry?: (() => void) | undefined;
  readonly title?: string;
}

/** Something to know, with its own words. */
export function Note({
  tone,
  children,
}: {
  readonly tone: 'info' | 'warn';
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`note note-${tone}`}>
      <Icon name={tone === 'info' ? 'info' : 'warning'} />
      <div class="note-text">{children}</div>
    </div>
  );
}

/** In place of a list that has nothing. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** A placeholder of the shape of what loads. */
export function Skeleton({ rows, kind = 'row' }: SkeletonProps) {
  return (
    <div class={`skeletons skeletons-${kind}`} role="status">
      <span class="visually-hidden">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class={`skeleton skeleton-${kind}`} aria-hidden="true" />
      ))}
    </div>
  );
}

export interface SkeletonProps {
  readonly rows: number;
  /** @default 'row' */
  readonly kind?: 'row' | 'card';
}
