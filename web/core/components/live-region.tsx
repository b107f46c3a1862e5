import type { ComponentChildren, JSX } from 'preact';

export type LiveRegionProps = Readonly<{
  /** Unique on the page; the answer must hold an element with the same id. */
  id: string;
  /** The address of the page itself, or of a lighter one that shows this region. */
  href: string;
  /** The cases whose changes it shows; the same names as in the page's `live`. None: only asks every 15 seconds. */
  topics?: readonly string[] | undefined;
  /** Read changes out. Only for small regions, like a state and its sentence. */
  announce?: boolean | undefined;
  children: ComponentChildren;
}>;

/**
 * A part of a page that keeps itself up to date: it fetches the page anew and takes its own part from the answer, when a case of it changed,
 * when the stream of changes was (re)connected (something may have been missed), and every 15 seconds. Without script it is plain content.
 */
export function LiveRegion({ id, href, topics = [], announce, children }: LiveRegionProps): JSX.Element {
  const triggers = [
    ...topics.map((topic) => `${topic} from:body throttle:1s`),
    ...(topics.length > 0 ? ['htmx:sse:after:connection from:body throttle:1s'] : []),
    'every 15s',
  ];
  return (
    <div
      id={id}
      data-live-region
      aria-live={announce ? 'polite' : undefined}
      hx-get={href}
      hx-select={`#${id}`}
      hx-target="this"
      hx-swap="outerMorph ignoreTitle:true"
      hx-trigger={triggers.join(', ')}
      hx-sync="this:queue last"
    >
      {children}
    </div>
  );
}

/** The name under which changes of a case are told. */
export function caseTopic(caseId: string): string {
  return `case-${caseId}`;
}

/** The one stream of changes of a page. A page has at most one: browsers allow only six connections to a server. */
export function LiveStream({ topics }: Readonly<{ topics: readonly string[] }>): JSX.Element {
  const query = new URLSearchParams(topics.map((topic) => ['topic', topic]));
  return <div hidden data-live-stream {...{ 'hx-sse:connect': `/live?${query.toString()}` }} />;
}
