import type { ComponentChildren, JSX } from 'preact';

export type SubmitFormProps = Readonly<{
  action: string;
  /** One per shown form (a random id): the same form sent twice is done once. */
  idempotencyKey: string;
  children: ComponentChildren;
  /** Needed with a `FileField`. */
  multipart?: boolean | undefined;
  /** Asks first, without script: the form unfolds below `ask`, with what will happen in `text`. */
  confirm?: Readonly<{ ask: string; text: ComponentChildren; open?: boolean | undefined }> | undefined;
  /** Keeps what is typed in this browser tab until a page shows `<KeptDone name>`; a name like `answer-<enrolmentId>`. `restored` is said when it came back. */
  keep?: Readonly<{ name: string; restored: string }> | undefined;
  id?: string | undefined;
  /** Fields side by side where there is room: filters, small forms. */
  inline?: boolean | undefined;
}>;

/**
 * A form that changes something. It posts and works without script.
 * `novalidate`, because the server's own sentences say better than the browser's what to do, and in the reader's language.
 */
export function SubmitForm({ action, idempotencyKey, children, multipart, confirm, keep, id, inline }: SubmitFormProps): JSX.Element {
  const form = (
    <form
      class={inline ? 'frist-form frist-inline' : 'frist-form'}
      method="post"
      action={action}
      encType={multipart ? 'multipart/form-data' : undefined}
      noValidate
      id={id}
      data-keep={keep?.name}
    >
      <input type="hidden" name="_key" value={idempotencyKey} />
      {keep && (
        <p class="frist-subtle" role="status" hidden data-kept-restored>
          {keep.restored}
        </p>
      )}
      {confirm && <p>{confirm.text}</p>}
      {children}
    </form>
  );
  if (!confirm) return form;
  return (
    <details class="ds-details frist-confirm" data-color="neutral" open={confirm.open}>
      <summary>{confirm.ask}</summary>
      <div>{form}</div>
    </details>
  );
}

/** Tells the script that the kept text of a form has arrived and may be forgotten. Put on the page that follows success. */
export function KeptDone({ name }: Readonly<{ name: string }>): JSX.Element {
  return <span hidden data-kept-done={name} />;
}

/** A form that only asks for another view (search, filter): GET, so that the result has an address. */
export function FilterForm({
  action,
  children,
  label,
}: Readonly<{ action: string; children: ComponentChildren; label: string }>): JSX.Element {
  return (
    <form class="frist-form frist-inline" method="get" action={action} role="search" aria-label={label} noValidate>
      {children}
    </form>
  );
}
