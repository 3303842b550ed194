// A topic's subscriptions: what each chooses, where it goes, what still waits.
import { subscriptionAttributes, subscriptionsByName } from '../../api/lists.js';
import { subscriptionsOverTime, total } from '../../api/numbers.js';
import { part, tags, useMemo, useState } from '../../dom.js';
import { things, useLastHour, useList } from '../../list.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Menu } from '../../part/menu.js';
import { NameList } from '../../part/nameList.js';
import { Spark } from '../../part/spark.js';
import { unlessMay } from '../../rights.js';
import { t } from '../../text.js';
import { Endpoint, Filter } from './endpoint.js';
import { LastPush, isFailing } from './lastPush.js';
import { ClearFilter, Unsubscribe } from './subscriptionActions.js';
import { ChangeSubscription, Subscribe } from './subscriptionDialog.js';

const { button, p, span } = tags;

const VALUES = { waiting: (subscription) => subscription.msgCount };

/**
 * @param hour numbers of the last hour
 */
const columns = (byTags, hour) => [
  { key: 'endpoint', label: t('goes.to'), breaks: true, below: () => true, show: (one) => Endpoint({ subscription: one }) },
  { key: 'filter', label: t('chooses'), below: () => true, show: (one) => Filter({ wants: byTags ? one.filterTag : one.bindingKey }) },
  { key: 'waiting', label: t('waiting.messages'), number: true, narrow: true, value: VALUES.waiting },
  { key: 'lastHour', label: t('last.hour'), show: (one, name) => LastHour({ isPushed: one.protocol === 'http', numbers: hour?.of.get(name) }) },
  { key: 'push', label: t('last.push'), below: isFailing, show: (one) => LastPush({ subscription: one }) },
];

/** How much was delivered, and what was not; of pushes also what waited. */
const LastHour = part(function LastHour({ isPushed, numbers }) {
  if (!numbers) {
    return null;
  }
  const failed = total(numbers.pushFailNum);
  return [
    t('delivered.n', { n: count(total(numbers.pushMsgNum)) }),
    failed > 0 && [' · ', span({ class: 'warning-text' }, t(isPushed ? 'failed.n' : 'dropped.n', { n: count(failed) }))],
    ' ',
    isPushed && Spark({ label: t('waiting.messages'), values: numbers.msgCount }),
  ];
});

export const Subscriptions = part(function Subscriptions({ topic }) {
  const { topicName } = topic;
  const byTags = topic.filterType === 1;
  const kind = useMemo(
    () => things(subscriptionsByName(topicName), (name, signal) => subscriptionAttributes(topicName, name, signal)),
    [topicName],
  );
  const list = useList(kind, VALUES);
  const hour = useLastHour(subscriptionsOverTime(topicName), list.shown, ['msgCount', 'pushMsgNum', 'pushFailNum'], topicName);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);

  const actions = (name, subscription) =>
    subscription &&
    Menu({
      label: t('more.about', { name }),
      items: [
        { label: `${t('edit')} …`, action: () => setDialog({ kind: 'edit', name, subscription }), ...unlessMay('SetSubscriptionAttributes', topicName) },
        byTags && subscription.filterTag.length > 0 && { label: `${t('clear.filter')} …`, action: () => setDialog({ kind: 'clear', name }), ...unlessMay('ClearSubscriptionFilterTags', topicName) },
        { label: `${t('delete')} …`, action: () => setDialog({ kind: 'delete', name }), danger: true, ...unlessMay('Unsubscribe', topicName) },
      ].filter(Boolean),
    });

  return Card(
    {
      title: t('subscriptions'),
      action: button({ type: 'button', class: 'primary', onClick: () => setDialog({ kind: 'create' }), ...unlessMay('Subscribe', topicName) }, t('subscribe')),
    },
    list.isNone
      ? p({ class: 'muted' }, t('no.subscriptions'))
      : NameList({ list, label: t('subscriptions'), search: t('search.subscriptions'), columns: columns(byTags, hour), above: ['topics', topicName, 'subscriptions'], actions, hour }),
    dialog?.kind === 'create' && Subscribe({ topic, onClose: close, onDone: list.reload }),
    dialog?.kind === 'edit' &&
      ChangeSubscription({ topic, name: dialog.name, subscription: dialog.subscription, onClose: close, onDone: list.reload }),
    dialog?.kind === 'clear' && ClearFilter({ topicName, name: dialog.name, onClose: close, onDone: list.reload }),
    dialog?.kind === 'delete' && Unsubscribe({ topicName, name: dialog.name, onClose: close, onDone: list.reload }),
  );
});
