// All queues: how full they are, and what can be done to each.
import { queueAttributes, queueNumbers, queuesByName } from '../api/lists.js';
import { queuesOverTime } from '../api/numbers.js';
import { part, tags, useRef, useState } from '../dom.js';
import { things, useList } from '../list.js';
import { useLive } from '../live.js';
import { Menu } from '../part/menu.js';
import { NameList } from '../part/nameList.js';
import { PageHead } from '../part/page.js';
import { Spark } from '../part/spark.js';
import { go, href } from '../router.js';
import { t } from '../text.js';
import { duration, now } from '../time.js';
import { CreateQueue } from './createQueue.js';
import { ClearQueue, DeleteQueue } from './queueActions.js';
import { Start } from './start.js';

const { a, button } = tags;

/** Which of the columns the server remembers, by the name it has for it. */
const REMEMBERED = { visible: 'activeMsgNum', invisible: 'inactiveMsgNum', delayed: 'delayMsgNum', rewindable: 'rewindMsgNum' };

const QUEUES = things(queuesByName, queueAttributes, (names, key, signal) =>
  REMEMBERED[key] ? queueNumbers(names, REMEMBERED[key], signal) : null,
);

const undeleted = (queue) => queue.activeMsgNum + queue.inactiveMsgNum + queue.delayMsgNum;

/** Seconds since the oldest message that is not deleted was appended; -1 when there is none. */
const oldest = (queue) => (undeleted(queue) > 0 ? now() - queue.minMsgTime : -1);

const VALUES = {
  visible: (queue) => queue.activeMsgNum,
  invisible: (queue) => queue.inactiveMsgNum,
  delayed: (queue) => queue.delayMsgNum,
  rewindable: (queue) => queue.rewindMsgNum,
  oldest,
};

const numeric = (key, more) => ({ key, label: t(key), number: true, value: VALUES[key], ...more });

const HOUR_EVERY_MS = 30000;

/**
 * @param hour numbers of the last hour
 */
const columns = (hour) => [
  numeric('visible', { narrow: true }),
  numeric('invisible', { narrow: true }),
  numeric('delayed'),
  numeric('rewindable'),
  numeric('oldest', { show: (queue) => (oldest(queue) < 0 ? '–' : duration(oldest(queue))) }),
  { key: 'lastHour', label: t('last.hour'), show: (_, name) => Spark({ label: t('visible'), values: hour?.of.get(name)?.activeMsgNum }) },
  { key: 'deadLetters', label: t('dead.letters.to'), show: deadLetters },
];

function deadLetters(queue) {
  const name = queue.deadLetterPolicy && JSON.parse(queue.deadLetterPolicy).deadLetterQueueName;
  return name && a({ href: href('queues', name), class: 'tag' }, name);
}

export const Queues = part(function Queues() {
  const list = useList(QUEUES, VALUES);
  const hour = useLive((signal) => queuesOverTime(list.shown, { only: ['activeMsgNum'] }, signal), [list.shown.join()], HOUR_EVERY_MS);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  // A newcomer's steps stay while they are taken, also when the first one has made a queue.
  const starting = useRef(false);
  starting.current ||= list.total === 0 && list.word === '';

  const actions = (name) => [
    a({ class: 'button small', href: href('queues', name, 'send'), 'aria-label': t('send.to', { name }) }, t('send')),
    Menu({
      label: t('more.about', { name }),
      items: [
        { label: t('receive'), action: () => go('queues', name, 'receive') },
        { label: t('edit'), action: () => go('queues', name, 'settings') },
        { label: `${t('clear')} …`, action: () => setDialog({ kind: 'clear', name }), danger: true },
        { label: `${t('delete')} …`, action: () => setDialog({ kind: 'delete', name }), danger: true },
      ],
    }),
  ];
  const create = (kind) => button({ type: 'button', class: kind, onClick: () => setDialog({ kind: 'create' }) }, t('create.queue'));
  return [
    starting.current
      ? Start(create(''))
      : [
          PageHead({ title: t('queues') }, a({ href: href('start'), class: 'button' }, t('start.title')), create('primary')),
          NameList({ list, label: t('queues'), search: t('search.queues'), columns: columns(hour.value), section: 'queues', actions }),
        ],
    dialog?.kind === 'create' && CreateQueue({ onClose: close, onDone: (name) => go('queues', name) }),
    dialog?.kind === 'clear' && ClearQueue({ name: dialog.name, onClose: close, onDone: list.reload }),
    dialog?.kind === 'delete' && DeleteQueue({ name: dialog.name, onClose: close, onDone: list.reload }),
  ];
});
