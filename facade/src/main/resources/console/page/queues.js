// All queues: how full they are, and what can be done to each.
import { policyOf, queueAttributes, queueNumbers, queuesByName, undeletedOf } from '../api/lists.js';
import { queuesOverTime } from '../api/numbers.js';
import { part, tags, useRef, useState } from '../dom.js';
import { things, useLastHour, useList } from '../list.js';
import { Menu } from '../part/menu.js';
import { NameList } from '../part/nameList.js';
import { PageHead } from '../part/page.js';
import { Spark } from '../part/spark.js';
import { may, unlessMay } from '../rights.js';
import { go, href } from '../router.js';
import { t } from '../text.js';
import { duration, now } from '../time.js';
import { CreateQueue } from './createQueue.js';
import { ClearQueue, DeleteQueue } from './queueActions.js';
import { Start } from './start.js';

const { a, button } = tags;

/** By column: what the server remembers, and what that makes; null where it is not known. */
const REMEMBERED = {
  visible: [['activeMsgNum'], ([active]) => active],
  invisible: [['inactiveMsgNum'], ([inactive]) => inactive],
  delayed: [['delayMsgNum'], ([delayed]) => delayed],
  rewindable: [['rewindMsgNum'], ([rewindable]) => rewindable],
  oldest: [['activeMsgNum', 'inactiveMsgNum', 'delayMsgNum', 'oldestMsgAge'], oldestOf],
};

/** The age that is remembered is that of the oldest visible one. */
function oldestOf([active, inactive, delayed, age]) {
  if (inactive !== 0 || delayed !== 0) {
    return null;
  }
  return active === 0 ? NONE : age;
}

async function remembered(names, key, signal) {
  const [wanted, make] = REMEMBERED[key];
  const { told, seconds } = await queueNumbers(names, wanted, signal);
  const made = [...told].map(([name, numbers]) => [name, make(wanted.map((number) => numbers[number]))]);
  return { numbers: new Map(made.filter(([, value]) => value !== null)), seconds };
}

const QUEUES = things(queuesByName, queueAttributes, remembered);

const NONE = -1;

/** Seconds since the oldest message that is not deleted was appended; NONE when there is none. */
const oldest = (queue) => (undeletedOf(queue) > 0 ? now() - queue.minMsgTime : NONE);

const VALUES = {
  visible: (queue) => queue.activeMsgNum,
  invisible: (queue) => queue.inactiveMsgNum,
  delayed: (queue) => queue.delayMsgNum,
  rewindable: (queue) => queue.rewindMsgNum,
  oldest,
};

const numeric = (key, more) => ({ key, label: t(key), number: true, value: VALUES[key], ...more });

/**
 * @param hour numbers of the last hour
 */
const columns = (hour) => [
  numeric('visible', { narrow: true }),
  numeric('invisible', { narrow: true }),
  numeric('delayed'),
  numeric('rewindable'),
  numeric('oldest', { show: (queue) => (oldest(queue) < 0 ? '–' : duration(oldest(queue))) }),
  { key: 'lastHour', label: t('visible.last.hour'), show: (_, name) => Spark({ label: t('visible'), values: hour?.of.get(name)?.activeMsgNum }) },
  { key: 'deadLetters', label: t('dead.letters.to'), below: (queue) => queue.deadLetterPolicy, show: deadLetters },
];

function deadLetters(queue) {
  const name = policyOf(queue)?.deadLetterQueueName;
  return name && a({ href: href('queues', name), class: 'tag' }, name);
}

export const Queues = part(function Queues() {
  const list = useList(QUEUES, VALUES);
  const hour = useLastHour(queuesOverTime, list.shown, ['activeMsgNum']);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  // A newcomer's steps stay while they are taken, also when the first one has made a queue.
  const starting = useRef(false);
  starting.current ||= list.isNone;

  const actions = (name) => [
    may('SendMessage', name)
      ? a({ class: 'button small wide-only', href: href('queues', name, 'send'), 'aria-label': t('send.to', { name }) }, t('send'))
      : button({ type: 'button', class: 'small wide-only', ...unlessMay('SendMessage', name) }, t('send')),
    Menu({
      label: t('more.about', { name }),
      items: [
        { label: t('send'), action: () => go('queues', name, 'send'), ...unlessMay('SendMessage', name) },
        { label: t('receive'), action: () => go('queues', name, 'receive'), ...unlessMay('BatchReceiveMessage', name) },
        { label: t('edit'), action: () => go('queues', name, 'settings'), ...unlessMay('SetQueueAttributes', name) },
        { label: `${t('clear')} …`, action: () => setDialog({ kind: 'clear', name }), danger: true, ...unlessMay('ClearQueue', name) },
        { label: `${t('delete')} …`, action: () => setDialog({ kind: 'delete', name }), danger: true, ...unlessMay('DeleteQueue', name) },
      ],
    }),
  ];
  const create = (kind) => button({ type: 'button', class: kind, onClick: () => setDialog({ kind: 'create' }), ...unlessMay('CreateQueue') }, t('create.queue'));
  return [
    starting.current
      ? Start(create(''))
      : [
          PageHead({ title: t('queues') }, a({ href: href('start'), class: 'button' }, t('start.title')), create('primary')),
          NameList({ list, label: t('queues'), search: t('search.queues'), columns: columns(hour), above: ['queues'], actions, hour }),
        ],
    dialog?.kind === 'create' && CreateQueue({ onClose: close, onDone: (name) => go('queues', name) }),
    dialog?.kind === 'clear' && ClearQueue({ name: dialog.name, onClose: close, onDone: list.reload }),
    dialog?.kind === 'delete' && DeleteQueue({ name: dialog.name, onClose: close, onDone: list.reload }),
  ];
});
