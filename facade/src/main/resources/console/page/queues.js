// All queues: how full they are, and what can be done to each.
import { isMissing } from '../api/errors.js';
import { queueAttributes, queueNames } from '../api/lists.js';
import { part, tags, useRef, useState } from '../dom.js';
import { useList } from '../list.js';
import { useLive } from '../live.js';
import { count } from '../number.js';
import { Loading } from '../part/load.js';
import { Menu } from '../part/menu.js';
import { Notice } from '../part/notice.js';
import { PageHead } from '../part/page.js';
import { Pager } from '../part/pager.js';
import { Table, cell } from '../part/table.js';
import { go, href } from '../router.js';
import { t } from '../text.js';
import { duration, now } from '../time.js';
import { CreateQueue } from './createQueue.js';
import { ClearQueue, DeleteQueue } from './queueActions.js';
import { Start } from './start.js';

const { a, button, div, input, p, span, td, th, tr } = tags;

const undeleted = (queue) => queue.activeMsgNum + queue.inactiveMsgNum + queue.delayMsgNum;

/** Seconds since the oldest message that is not deleted was appended; -1 when there is none. */
const oldest = (queue) => (undeleted(queue) > 0 ? now() - queue.minMsgTime : -1);

const VALUES = {
  visible: (queue) => queue.activeMsgNum,
  invisible: (queue) => queue.inactiveMsgNum,
  delayed: (queue) => queue.delayMsgNum,
  rewindable: (queue) => queue.rewindMsgNum,
  oldest: (queue) => (queue.queueName ? oldest(queue) : undefined),
};

/** The names; counts are asked for more often. */
const NAMES_EVERY_MS = 30000;

const columns = () => [
  { key: 'name', label: t('name'), narrow: true, sort: true },
  { key: 'visible', label: t('visible'), number: true, narrow: true, sort: true },
  { key: 'invisible', label: t('invisible'), number: true, narrow: true, sort: true },
  { key: 'delayed', label: t('delayed'), number: true, sort: true },
  { key: 'rewindable', label: t('rewindable'), number: true, sort: true },
  { key: 'oldest', label: t('oldest'), number: true, sort: true },
  { key: 'deadLetters', label: t('dead.letters.to') },
  { key: 'actions', label: t('actions'), hidden: true },
];

export const Queues = part(function Queues() {
  const names = useLive(queueNames, [], NAMES_EVERY_MS);
  const list = useList(names.value, queueAttributes, VALUES);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  // A newcomer's steps stay while they are taken, also when the first one has made a queue.
  const starting = useRef(false);
  starting.current ||= names.value?.length === 0;
  const changed = () => {
    names.reload();
    list.reload();
  };

  const body = () => {
    if (names.value === null) {
      return Loading({ error: names.error });
    }
    return [
      div(
        { class: 'toolbar' },
        input({
          type: 'search',
          class: 'search',
          placeholder: t('search.queues'),
          'aria-label': t('search.queues'),
          value: list.word,
          onInput: (event) => list.search(event.target.value),
        }),
        list.counted !== null && span({ class: 'muted', role: 'status' }, t('counting', { done: count(list.counted), all: count(names.value.length) })),
        button({ type: 'button', onClick: changed }, t('refresh')),
      ),
      Table(
        { label: t('queues'), columns: columns(), sorted: list.sorted, onSort: list.sort },
        list.shown.map((name) => Row({ key: name, name, ...list.of(name), open: setDialog })),
      ),
      list.unread > 0 && Notice({ kind: 'warning', title: t('incomplete') }, t('unread.rows', { n: count(list.unread) })),
      list.rows.length === 0 && p({ class: 'muted center' }, t('nothing.found')),
      Pager({ total: list.rows.length, page: list.page, size: list.size, onPage: list.turn }),
    ];
  };

  const create = (kind) => button({ type: 'button', class: kind, onClick: () => setDialog({ kind: 'create' }) }, t('create.queue'));
  return [
    starting.current
      ? Start(create(''))
      : [PageHead({ title: t('queues') }, a({ href: href('start'), class: 'button' }, t('start.title')), create('primary')), body()],
    dialog?.kind === 'create' && CreateQueue({ onClose: close, onDone: (name) => go('queues', name) }),
    dialog?.kind === 'clear' && ClearQueue({ name: dialog.name, onClose: close, onDone: changed }),
    dialog?.kind === 'delete' && DeleteQueue({ name: dialog.name, onClose: close, onDone: changed }),
  ];
});

const Row = part(function Row({ name, value, error, open }) {
  const byKey = Object.fromEntries(columns().map((column) => [column.key, cell(column)]));
  const number = (key) =>
    td({ class: byKey[key], 'data-label': t(key) }, value ? Number(VALUES[key](value)) < 0 ? '–' : shown(key, VALUES[key](value)) : error ? '' : '…');
  const policy = value?.deadLetterPolicy && JSON.parse(value.deadLetterPolicy);
  return tr(
    th(
      { scope: 'row' },
      a({ href: href('queues', name) }, name),
      error && span({ class: 'tag warning' }, isMissing(error) ? t('deleted.meanwhile') : error.message),
    ),
    number('visible'),
    number('invisible'),
    number('delayed'),
    number('rewindable'),
    number('oldest'),
    td({ class: byKey.deadLetters }, policy && a({ href: href('queues', policy.deadLetterQueueName), class: 'tag' }, policy.deadLetterQueueName)),
    td(
      { class: `${byKey.actions} row-actions` },
      a({ class: 'button small', href: href('queues', name, 'send'), 'aria-label': t('send.to', { name }) }, t('send')),
      Menu({
        label: t('more.about', { name }),
        items: [
          { label: t('receive'), action: () => go('queues', name, 'receive') },
          { label: t('edit'), action: () => go('queues', name, 'settings') },
          { label: `${t('clear')} …`, action: () => open({ kind: 'clear', name }), danger: true },
          { label: `${t('delete')} …`, action: () => open({ kind: 'delete', name }), danger: true },
        ],
      }),
    ),
  );
});

const shown = (key, number) => (key === 'oldest' ? duration(number) : count(number));
