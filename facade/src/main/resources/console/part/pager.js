// Which rows of a long list are shown.
import { part, tags } from '../dom.js';
import { count } from '../number.js';
import { rowsPerPage } from '../preference.js';
import { useStore } from '../store.js';
import { t } from '../text.js';

const { button, div, label, option, select, span } = tags;

const SIZES = ['25', '50', '100'];

export const Pager = part(function Pager({ total, page, size, onPage }) {
  const pages = Math.max(1, Math.ceil(total / size));
  const from = total === 0 ? 0 : page * size + 1;
  const to = Math.min(total, (page + 1) * size);
  return div(
    { class: 'pager', role: 'navigation', 'aria-label': t('pages') },
    span({ class: 'muted', 'aria-live': 'polite' }, t('rows.of', { from: count(from), to: count(to), total: count(total) })),
    pages > 1 && [
      button({ type: 'button', disabled: page === 0, onClick: () => onPage(0), 'aria-label': t('page.first') }, '«'),
      button({ type: 'button', disabled: page === 0, onClick: () => onPage(page - 1) }, t('page.before')),
      button({ type: 'button', disabled: page >= pages - 1, onClick: () => onPage(page + 1) }, t('page.next')),
      button({ type: 'button', disabled: page >= pages - 1, onClick: () => onPage(pages - 1), 'aria-label': t('page.last') }, '»'),
    ],
    total > Number(SIZES[0]) && PageSize({ onChange: () => onPage(0) }),
  );
});

/** How many rows a page has, which is remembered. */
export const PageSize = part(function PageSize({ onChange = () => {} }) {
  const size = useStore(rowsPerPage);
  return label(
    { class: 'muted' },
    t('rows'),
    ' ',
    select(
      {
        'aria-label': t('rows'),
        value: size,
        onChange: (event) => {
          rowsPerPage.set(event.target.value);
          onChange();
        },
      },
      SIZES.map((one) => option({ value: one }, one)),
    ),
  );
});
