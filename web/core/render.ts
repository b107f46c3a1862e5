import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** A whole page as text. Without the doctype a browser would fall back to the layout rules of the nineties. */
export function renderPage(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}`;
}

/** A piece of a page, for an answer that replaces only a region. */
export function renderFragment(fragment: VNode): string {
  return renderToString(fragment);
}
