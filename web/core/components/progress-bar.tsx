import type { JSX } from 'preact';

export type ProgressBarProps = Readonly<{
  /** Unique on the page. */
  id: string;
  label: string;
  value: number;
  max: number;
  /** The same in words: "12 af 40 bedømt". */
  text: string;
}>;

/** How far something has come, as a bar and in words. */
export function ProgressBar({ id, label, value, max, text }: ProgressBarProps): JSX.Element {
  return (
    <div class="frist-progress">
      <label for={id}>{label}</label>
      <progress id={id} value={value} max={Math.max(max, 1)} aria-describedby={`${id}-text`} />
      <span id={`${id}-text`}>{text}</span>
    </div>
  );
}
