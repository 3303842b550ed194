// All topics, and what can be done to each.
import { isMissing } from '../api/errors.js';
import { topicAttributes, topicNames } from '../api/lists.js';
import { part, tags, useState } from '../dom.js';
import { useList } from '../list.js';
import { useLive } from '../live.js';
import { bytes, count } from '../number.js';
import { Empty, Loading } from '../part/load.js';
import { Menu } from '../part/menu.js';
import { Notice } from '../part/notice.js';
import { PageHead } from '../part/page.js';
import { Pager } from '../part/pager.js';
import { Table, cell } from '../part/table.js';
import { When } from '../part/when.js';
import { go, href } from '../router.js';
import { t } from '../text.js';
import { ChangeTopic, CreateTopic, DeleteTopic } from './topicActions.js';

const { a, button, div, input, p, span, td, th, tr } = tags;

const VALUES = {
  waiting: (topic) => topic.msgCount,
  maxMsgSize: (topic) => topic.maxMsgSize,
  created: (topic) => topic.createTime,
};

/** The names; counts are asked for more often. */
const NAMES_EVERY_MS = 30000;

const columns = () => [
  { key: 'name', label: t('name'), narrow: true, sort: true },
  { key: 'filterType', label: t('filterType'), narrow: true },
  { key: 'waiting', label: t('waiting.messages'), number: true, narrow: true, sort: true },
  { key: 'maxMsgSize', label: t('maxMsgSize'), number: true, sort: true },
  { key: 'created', label: t('created'), sort: true },
  { key: 'actions', label: t('actions'), hidden: true },
];

export const Topics = part(function Topics() {
  const names = useLive(topicNames, [], NAMES_EVERY_MS);
  const list = useList(names.value, topicAttributes, VALUES);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  const changed = () => {
    names.reload();
    list.reload();
  };

  const body = () => {
    if (names.value === null) {
      return Loading({ error: names.error });
    }
    if (names.value.length === 0) {
      return Empty(
        { title: t('no.topics') },
        p(t('no.topics.about')),
        button({ type: 'button', class: 'primary', onClick: () => setDialog({ kind: 'create' }) }, t('create.topic')),
      );
    }
    return [
      div(
        { class: 'toolbar' },
        input({
          type: 'search',
          class: 'search',
          placeholder: t('search.topics'),
          'aria-label': t('search.topics'),
          value: list.word,
          onInput: (event) => list.search(event.target.value),
        }),
        list.counted !== null && span({ class: 'muted', role: 'status' }, t('counting', { done: count(list.counted), all: count(names.value.length) })),
        button({ type: 'button', onClick: changed }, t('refresh')),
      ),
      Table(
        { label: t('topics'), columns: columns(), sorted: list.sorted, onSort: list.sort },
        list.shown.map((name) => Row({ key: name, name, ...list.of(name), open: setDialog })),
      ),
      list.unread > 0 && Notice({ kind: 'warning', title: t('incomplete') }, t('unread.rows', { n: count(list.unread) })),
      list.rows.length === 0 && p({ class: 'muted center' }, t('nothing.found')),
      Pager({ total: list.rows.length, page: list.page, size: list.size, onPage: list.turn }),
    ];
  };

  return [
    PageHead(
      { title: t('topics') },
      button({ type: 'button', class: 'primary', onClick: () => setDialog({ kind: 'create' }) }, t('create.topic')),
    ),
    body(),
    dialog?.kind === 'create' && CreateTopic({ onClose: close, onDone: (name) => go('topics', name) }),
    dialog?.kind === 'edit' && ChangeTopic({ name: dialog.name, topic: dialog.topic, onClose: close, onDone: changed }),
    dialog?.kind === 'delete' && DeleteTopic({ name: dialog.name, onClose: close, onDone: changed }),
  ];
});

const Row = part(function Row({ name, value, error, open }) {
  const byKey = Object.fromEntries(columns().map((column) => [column.key, cell(column)]));
  const pending = error ? '' : '…';
  return tr(
    th(
      { scope: 'row' },
      a({ href: href('topics', name) }, name),
      error && span({ class: 'tag warning' }, isMissing(error) ? t('deleted.meanwhile') : error.message),
    ),
    td({ class: byKey.filterType }, value ? span({ class: 'tag' }, t(`filterType.${value.filterType}`)) : pending),
    td({ class: byKey.waiting }, value ? count(value.msgCount) : pending),
    td({ class: byKey.maxMsgSize }, value ? bytes(value.maxMsgSize) : pending),
    td({ class: byKey.created }, value ? When({ seconds: value.createTime }) : pending),
    td(
      { class: `${byKey.actions} row-actions` },
      a({ class: 'button small', href: href('topics', name, 'publish'), 'aria-label': t('publish.to', { name }) }, t('publish')),
      Menu({
        label: t('more.about', { name }),
        items: [
          { label: t('subscriptions'), action: () => go('topics', name, 'subscriptions') },
          value && { label: `${t('edit')} …`, action: () => open({ kind: 'edit', name, topic: value }) },
          { label: `${t('delete')} …`, action: () => open({ kind: 'delete', name }), danger: true },
        ].filter(Boolean),
      }),
    ),
  );
});
