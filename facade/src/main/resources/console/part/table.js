// A table that scrolls sideways on its own where it is too wide, with headers that sort.
import { part, tags } from '../dom.js';
import { t } from '../text.js';

const { button, caption, div, span, table, tbody, th, thead, tr } = tags;

/**
 * @param columns each { key, label, hint, number, narrow, sort, head }: narrow columns stay on a phone; head is shown for the label
 * @param caption whether the label is shown above it
 * @param sorted { key, down }, or nothing
 */
export const Table = part(function Table({ label, columns, caption: shown, sorted, onSort, children }) {
  return div(
    { class: 'table', tabIndex: 0, role: 'region', 'aria-label': label },
    table(
      caption({ class: shown ? 'mono' : 'off-screen' }, label),
      thead(tr(columns.map((column) => Header({ column, sorted, onSort })))),
      tbody(children),
    ),
  );
});

const Header = part(function Header({ column, sorted, onSort }) {
  const active = sorted?.key === column.key;
  const name = column.hidden ? span({ class: 'off-screen' }, column.label) : column.label;
  return th(
    {
      scope: 'col',
      class: cell(column),
      title: column.hint,
      'aria-sort': column.sort ? (active ? (sorted.down ? 'descending' : 'ascending') : 'none') : undefined,
    },
    column.sort
      ? button(
          { type: 'button', class: 'sort', onClick: () => onSort(column.key), title: t('sort.by', { column: column.label }) },
          name,
          span({ 'aria-hidden': 'true', class: 'arrow' }, active ? (sorted.down ? '▼' : '▲') : ''),
        )
      : (column.head ?? name),
  );
});

/** The class of a column's cells. */
export const cell = (column) => `${column.number ? 'number' : ''} ${column.narrow ? '' : 'wide-only'}`.trim() || undefined;
