import type { ComponentChildren, JSX } from 'preact';

export type Column<Row> = Readonly<{
  key: string;
  heading: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers stand to the right, so that their digits line up. */
  numeric?: boolean | undefined;
  /** The cell that names the row; one column of every table has it. */
  rowHeader?: boolean | undefined;
  /** The heading is only read out: for a column of buttons. */
  hiddenHeading?: boolean | undefined;
}>;

export type DataTableProps<Row> = Readonly<{
  /** Unique on the page. */
  id: string;
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** What to say, and what to do, when there are no rows. */
  empty: ComponentChildren;
  /** The caption is only read out: where a heading right above says the same. */
  hiddenCaption?: boolean | undefined;
}>;

/** A table that scrolls inside its own frame, reachable by keyboard, so that the page itself never scrolls sideways. */
export function DataTable<Row>({ id, caption, columns, rows, rowKey, empty, hiddenCaption }: DataTableProps<Row>): JSX.Element {
  const captionClass = hiddenCaption ? 'ds-sr-only' : undefined;
  if (rows.length === 0) {
    return (
      <div class="frist-empty" id={id}>
        {!hiddenCaption && <p class="frist-empty-title">{caption}</p>}
        <div>{empty}</div>
      </div>
    );
  }
  return (
    <div class="frist-scroll" id={id} role="region" aria-labelledby={`${id}-caption`} tabIndex={0}>
      <table class="ds-table" data-color="neutral" data-border data-hover>
        <caption id={`${id}-caption`} class={captionClass}>
          {caption}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" class={column.numeric ? 'frist-numeric' : undefined}>
                {column.hiddenHeading ? <span class="ds-sr-only">{column.heading}</span> : column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: Readonly<{ column: Column<Row>; row: Row }>): JSX.Element {
  if (column.rowHeader) return <th scope="row">{column.cell(row)}</th>;
  return <td class={column.numeric ? 'frist-numeric' : undefined}>{column.cell(row)}</td>;
}
