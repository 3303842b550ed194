// All topics, and what can be done to each.
import { topicAttributes, topicsByName } from '../api/lists.js';
import { topicsOverTime, total } from '../api/numbers.js';
import { part, tags, useState } from '../dom.js';
import { things, useLastHour, useList } from '../list.js';
import { bytes, count } from '../number.js';
import { Empty } from '../part/load.js';
import { Menu } from '../part/menu.js';
import { NameList } from '../part/nameList.js';
import { PageHead } from '../part/page.js';
import { When } from '../part/when.js';
import { may, unlessMay } from '../rights.js';
import { go, href } from '../router.js';
import { t } from '../text.js';
import { ChangeTopic, CreateTopic, DeleteTopic } from './topicActions.js';

const { a, button, p, span } = tags;

const TOPICS = things(topicsByName, topicAttributes);

const VALUES = {
  waiting: (topic) => topic.msgCount,
  maxMsgSize: (topic) => topic.maxMsgSize,
  created: (topic) => topic.createTime,
};

const hasFailed = (numbers) => numbers !== undefined && total(numbers.pushFailNum) > 0;

/**
 * @param hour numbers of the last hour
 */
const columns = (hour) => [
  { key: 'filterType', label: t('filterType'), below: () => true, show: (topic) => span({ class: 'tag' }, t(`filterType.${topic.filterType}`)) },
  { key: 'waiting', label: t('waiting.messages'), number: true, narrow: true, value: VALUES.waiting },
  { key: 'lastHour', label: t('last.hour'), breaks: true, below: (_, name) => hasFailed(hour?.of.get(name)), show: (_, name) => LastHour({ name, numbers: hour?.of.get(name) }) },
  { key: 'maxMsgSize', label: t('maxMsgSize'), number: true, value: VALUES.maxMsgSize, show: (topic) => bytes(topic.maxMsgSize) },
  { key: 'created', label: t('created'), value: VALUES.created, show: (topic) => When({ seconds: topic.createTime }) },
];

/** How much was published, and how many pushes failed or copies were dropped. */
const LastHour = part(function LastHour({ name, numbers }) {
  return (
    numbers && [
      t('published.n', { n: count(total(numbers.publishMsgNum)) }),
      hasFailed(numbers) && [' · ', a({ href: href('topics', name, 'subscriptions'), class: 'warning-text' }, t('deliveries.failed.n', { n: count(total(numbers.pushFailNum)) }))],
    ]
  );
});

export const Topics = part(function Topics() {
  const list = useList(TOPICS, VALUES);
  const hour = useLastHour(topicsOverTime, list.shown, ['publishMsgNum', 'pushFailNum']);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);

  const actions = (name, topic) => [
    may('PublishMessage', name)
      ? a({ class: 'button small wide-only', href: href('topics', name, 'publish'), 'aria-label': t('publish.to', { name }) }, t('publish'))
      : button({ type: 'button', class: 'small wide-only', ...unlessMay('PublishMessage', name) }, t('publish')),
    Menu({
      label: t('more.about', { name }),
      items: [
        { label: t('publish'), action: () => go('topics', name, 'publish'), ...unlessMay('PublishMessage', name) },
        { label: t('subscriptions'), action: () => go('topics', name, 'subscriptions') },
        topic && { label: `${t('edit')} …`, action: () => setDialog({ kind: 'edit', name, topic }), ...unlessMay('SetTopicAttributes', name) },
        { label: `${t('delete')} …`, action: () => setDialog({ kind: 'delete', name }), danger: true, ...unlessMay('DeleteTopic', name) },
      ].filter(Boolean),
    }),
  ];
  const create = () => button({ type: 'button', class: 'primary', onClick: () => setDialog({ kind: 'create' }), ...unlessMay('CreateTopic') }, t('create.topic'));
  return [
    PageHead({ title: t('topics') }, create()),
    list.isNone
      ? Empty({ title: t('no.topics') }, p(t('no.topics.about')), create())
      : NameList({ list, label: t('topics'), search: t('search.topics'), columns: columns(hour), above: ['topics'], actions, hour }),
    dialog?.kind === 'create' && CreateTopic({ onClose: close, onDone: (name) => go('topics', name) }),
    dialog?.kind === 'edit' && ChangeTopic({ name: dialog.name, topic: dialog.topic, onClose: close, onDone: list.reload }),
    dialog?.kind === 'delete' && DeleteTopic({ name: dialog.name, onClose: close, onDone: list.reload }),
  ];
});
