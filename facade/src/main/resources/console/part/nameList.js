// A list of queues or topics: search, a table that can be sorted, pages, and how complete all that is.
import { isForbidden, isMissing } from '../api/errors.js';
import { part, tags } from '../dom.js';
import { count } from '../number.js';
import { href } from '../router.js';
import { t } from '../text.js';
import { clock, now } from '../time.js';
import { saidOf } from '../wording.js';
import { Loading, Trouble, isPassing } from './load.js';
import { Name } from './name.js';
import { Notice } from './notice.js';
import { OpenByName } from './openByName.js';
import { Pager } from './pager.js';
import { Table, cell } from './table.js';

const { a, button, div, input, p, progress, span, td, th, tr } = tags;

/**
 * @param list as useList has it
 * @param columns of numbers { key, label, value, show, narrow } and others { key, label, show, narrow, breaks }, where value and
 *     show get the attributes, and show the name too; below gets both too, and says whether the column stands below the name on a phone
 * @param above the address above those of their pages, if each has one, such as ['queues']
 * @param actions (name, attributes) => what can be done to one; attributes may be undefined
 * @param hour numbers of the last hour that columns show, if they show some
 */
export const NameList = part(function NameList({ list, label, search, columns, above, actions, hour }) {
  const all = [
    { key: 'name', label: t('name'), narrow: true, sort: true },
    ...columns.map((column) => ({ ...column, sort: Boolean(column.value) })),
    { key: 'actions', label: t('actions'), hidden: true, narrow: true },
  ];
  return [
    div(
      { class: 'toolbar' },
      input({
        type: 'search',
        class: 'search',
        placeholder: search,
        'aria-label': search,
        value: list.typed,
        onInput: (event) => list.search(event.target.value),
      }),
      button({ type: 'button', onClick: list.reload }, t('refresh')),
    ),
    list.survey && Completeness({ survey: list.survey, goOn: () => list.survey.begin(list.word, list.sorted.key) }),
    list.total === undefined
      ? [Loading({ error: list.error }), isForbidden(list.error) && OpenByName({ above })]
      : [
          Trouble({ error: list.error }),
          Table(
            { label, columns: all, sorted: list.sorted, onSort: list.sort },
            list.shown.map((name) => Row({ key: name, name, known: list.of(name), columns, above, actions })),
          ),
          list.total === 0 && p({ class: 'muted center', role: 'status' }, t('nothing.found')),
          list.total > 0 && Pager({ total: list.total, page: list.page, size: list.size, onPage: list.turn }),
          now() - hour?.since < 3600 && p({ class: 'fine since wide-only' }, t('numbers.hour.since', { time: clock(hour.since) })),
        ],
  ];
});

/** An order is one of all only when all have been asked. */
const Completeness = part(function Completeness({ survey, goOn }) {
  if (survey.running) {
    const values = { done: count(survey.done), all: count(survey.names?.length ?? 0) };
    return div(
      { class: 'asking' },
      progress({ max: survey.names?.length ?? 1, value: survey.done, 'aria-label': t('counting', values) }),
      span({ class: 'muted' }, survey.names ? t('counting', values) : t('loading')),
      button({ type: 'button', class: 'small', onClick: survey.stop }, t('stop')),
    );
  }
  const unknown = survey.unknown();
  return unknown > 0 || survey.names === null
    ? Notice(
        { kind: 'warning', title: t('incomplete') },
        survey.names !== null && [t('unread.rows', { n: count(unknown) }), ' '],
        button({ type: 'button', class: 'small', onClick: goOn }, t('go.on')),
      )
    : p({ class: 'fine muted order', role: 'status' }, t('order.of', { time: clock(survey.asOf / 1000) }));
});

const Row = part(function Row({ name, known, columns, above, actions }) {
  const { value, error } = known;
  return tr(
    th({ scope: 'row' }, div(above ? a({ href: href(...above, name) }, Name({ name })) : Name({ name }), Wrong({ error })), value && columns.map((column) => column.below?.(value, name) && div({ class: 'below fine' }, t('about.label', { label: column.label }), shown(column, value, name)))),
    columns.map((column) =>
      td(
        { class: [cell(column), column.breaks && 'breaks', error && 'old'].filter(Boolean).join(' ') || undefined },
        value ? shown(column, value, name) : error ? '' : '…',
      ),
    ),
    td({ class: 'row-actions' }, actions(name, value)),
  );
});

/** Why what is known of one is old or nothing. */
const Wrong = ({ error }) =>
  !isPassing(error) && span({ class: 'tag warning' }, isMissing(error) ? t('deleted.meanwhile') : saidOf(error));

function shown(column, attributes, name) {
  if (column.show) {
    return column.show(attributes, name);
  }
  return count(column.value(attributes));
}
