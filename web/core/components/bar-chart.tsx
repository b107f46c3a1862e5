import type { JSX } from 'preact';
import type { Tone } from './tone';

/** One kind of part, the same in every bar: its words and how it is drawn. */
export type BarPart = Readonly<{ key: string; label: string; tone: Tone }>;
export type Bar = Readonly<{ key: string; name: string; values: Readonly<Record<string, number>> }>;

export type BarChartProps = Readonly<{
  /** Unique on the page. */
  id: string;
  caption: string;
  parts: readonly BarPart[];
  bars: readonly Bar[];
}>;

const width = 600;
const [barHeight, gap, nameWidth, countWidth] = [22, 10, 120, 40];

/**
 * Bars of parts that add up, one below the other, with a legend in words. It is a picture of a table that must stand beside it: the numbers are read there.
 */
export function BarChart({ id, caption, parts, bars }: BarChartProps): JSX.Element {
  const sumOf = (bar: Bar): number => parts.reduce((sum, { key }) => sum + (bar.values[key] ?? 0), 0);
  const most = Math.max(1, ...bars.map(sumOf));
  const room = width - nameWidth - countWidth;
  return (
    <figure class="frist-chart" aria-labelledby={`${id}-caption`}>
      <figcaption id={`${id}-caption`}>{caption}</figcaption>
      <svg viewBox={`0 0 ${width} ${bars.length * (barHeight + gap)}`} role="img" aria-labelledby={`${id}-caption`}>
        {bars.map((bar, at) => {
          const y = at * (barHeight + gap);
          let x = nameWidth;
          return (
            <g key={bar.key}>
              <text x={nameWidth - 8} y={y + barHeight - 6} text-anchor="end">
                {bar.name}
              </text>
              {parts.map(({ key, tone }) => {
                const wide = (room * (bar.values[key] ?? 0)) / most;
                const from = x;
                x += wide;
                return wide > 0 && <rect key={key} class={`frist-bar-${tone}`} x={from} y={y} width={wide} height={barHeight} />;
              })}
              <text x={x + 6} y={y + barHeight - 6}>
                {sumOf(bar)}
              </text>
            </g>
          );
        })}
      </svg>
      <ul class="frist-legend">
        {parts.map(({ key, label, tone }) => (
          <li key={key}>
            <span class={`frist-bar-${tone}`} aria-hidden="true" />
            {label}
          </li>
        ))}
      </ul>
    </figure>
  );
}
