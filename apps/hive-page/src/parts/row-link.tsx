import type { ComponentChildren } from 'preact';

interface RowLinkProps {
  readonly href: string;
  readonly title: string;
  readonly detail?: ComponentChildren;
  /** At the end: what state it is in. */
  readonly children: ComponentChildren;
}

/** One of a list that leads to its own view. */
export function RowLink({ href, title, detail, children }: RowLinkProps) {
  return (
    <a class="row-link" href={href}>
      <span class="row-main">
        <span class="row-title">{title}</span>
        {detail && <span class="muted small breakable">{detail}</span>}
      </span>
      <span class="row-side">{children}</span>
    </a>
  );
}
