import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { lastAddress } from '../state/route.js';
import { Icon } from './icon.js';

export interface PageHeadProps {
  readonly title: string;
  readonly intro?: ComponentChildren;
  /** Where one came from. */
  readonly back?: { readonly link: string; readonly text: string };
  readonly badge?: ComponentChildren;
  readonly actions?: ComponentChildren;
}

/** A view's title, which is the window's as well, with what can be done. */
export function PageHead({ title, intro, back, badge, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · rbee hive`;
  }, [title]);
  return (
    <div class="page-head">
      {back && (
        <a class="back-link" href={lastAddress(back.link)}>
          <Icon name="back" />
          {back.text}
        </a>
      )}
      <div class="page-head-row">
        <div class="page-title">
          <h1>{title}</h1>
          {badge}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {intro && <p class="intro">{intro}</p>}
    </div>
  );
}
