import type { ComponentChildren, JSX } from 'preact';

export type ButtonVariant = 'primary' | 'secondary' | 'tertiary';

export type ButtonProps = Readonly<{
  children: ComponentChildren;
  variant?: ButtonVariant | undefined;
  /** Red, for what cannot be undone. */
  danger?: boolean | undefined;
  type?: 'submit' | 'button' | undefined;
  /** What the form learns when this button sent it. */
  name?: string | undefined;
  value?: string | undefined;
  id?: string | undefined;
  /** Sends the form to another address than its own. */
  formAction?: string | undefined;
}>;

/** A button of a form. */
export function Button({ children, variant = 'primary', danger, type = 'submit', name, value, id, formAction }: ButtonProps): JSX.Element {
  return (
    <button
      class="ds-button"
      type={type}
      data-variant={variant}
      data-color={danger ? 'danger' : undefined}
      name={name}
      value={value}
      id={id}
      formAction={formAction}
    >
      {children}
    </button>
  );
}

export type ButtonLinkProps = Readonly<{
  href: string;
  children: ComponentChildren;
  variant?: ButtonVariant | undefined;
  download?: boolean | undefined;
}>;

/** A link that looks like a button, for going somewhere; what changes something is a form. */
export function ButtonLink({ href, children, variant = 'secondary', download }: ButtonLinkProps): JSX.Element {
  return (
    <a class="ds-button" href={href} data-variant={variant} download={download}>
      {children}
    </a>
  );
}

/** Buttons side by side, one below the other on a narrow screen. */
export function ButtonRow({ children }: Readonly<{ children: ComponentChildren }>): JSX.Element {
  return <div class="frist-row">{children}</div>;
}
