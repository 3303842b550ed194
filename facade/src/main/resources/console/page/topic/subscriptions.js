// A topic's subscriptions: what each chooses, where it goes, what still waits.
import { call } from '../../api/api.js';
import { subscriptionAttributes, subscriptionsByName } from '../../api/lists.js';
import { subscriptionsOverTime } from '../../api/numbers.js';
import { part, tags, useMemo, useState } from '../../dom.js';
import { things, useList } from '../../list.js';
import { useLive } from '../../live.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Confirm } from '../../part/confirm.js';
import { Menu } from '../../part/menu.js';
import { NameList } from '../../part/nameList.js';
import { Spark } from '../../part/spark.js';
import { toast } from '../../part/toast.js';
import { unlessMay } from '../../rights.js';
import { t } from '../../text.js';
import { Endpoint, Filter, LastFailure } from './endpoint.js';
import { Subscription } from './subscription.js';
import { ChangeSubscription, Subscribe } from './subscriptionDialog.js';

const { button, p, span } = tags;

const VALUES = { waiting: (subscription) => subscription.msgCount };

const HOUR_EVERY_MS = 30000;

/**
 * @param hour numbers of the last hour
 */
const columns = (byTags, hour) => [
  { key: 'endpoint', label: t('goes.to'), breaks: true, below: () => true, show: (one) => Endpoint({ subscription: one }) },
  { key: 'filter', label: t('chooses'), below: () => true, show: (one) => Filter({ wants: byTags ? one.filterTag : one.bindingKey }) },
  { key: 'waiting', label: t('waiting.messages'), number: true, narrow: true, value: VALUES.waiting },
  { key: 'lastHour', label: t('last.hour'), show: (one, name) => LastHour({ isPushed: one.protocol === 'http', numbers: hour?.of.get(name) }) },
  { key: 'push', label: t('last.failure'), below: (one) => one.lastPushFailure, show: (one) => LastFailure({ subscription: one }) },
];

const sum = (values) => values.reduce((all, value) => all + (value ?? 0), 0);

/** How much was delivered, and what was not; of pushes also what waited. */
const LastHour = part(function LastHour({ isPushed, numbers }) {
  if (!numbers) {
    return null;
  }
  const failed = sum(numbers.pushFailNum);
  return [
    t('delivered.n', { n: count(sum(numbers.pushMsgNum)) }),
    failed > 0 && [' · ', span({ class: 'warning-text' }, t(isPushed ? 'failed.n' : 'dropped.n', { n: count(failed) }))],
    ' ',
    isPushed && Spark({ label: t('waiting.messages'), values: numbers.msgCount }),
  ];
});

export const Subscriptions = part(function Subscriptions({ topic, argument }) {
  return argument ? Subscription({ topic, name: argument }) : List({ topic });
});

const List = part(function List({ topic }) {
  const { topicName } = topic;
  const byTags = topic.filterType === 1;
  const kind = useMemo(
    () => things(subscriptionsByName(topicName), (name, signal) => subscriptionAttributes(topicName, name, signal)),
    [topicName],
  );
  const list = useList(kind, VALUES);
  const hour = useLive(
    (signal) => subscriptionsOverTime(topicName)(list.shown, { only: ['msgCount', 'pushMsgNum', 'pushFailNum'] }, signal),
    [topicName, list.shown.join()],
    HOUR_EVERY_MS,
  );
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);

  const act = (action, said) => async () => {
    await call(action, { topicName, subscriptionName: dialog.name });
    toast(t(said, { name: dialog.name }));
    list.reload();
  };

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
      : NameList({ list, label: t('subscriptions'), search: t('search.subscriptions'), columns: columns(byTags, hour.value), above: ['topics', topicName, 'subscriptions'], actions, hour: hour.value }),
    dialog?.kind === 'create' && Subscribe({ topic, onClose: close, onDone: list.reload }),
    dialog?.kind === 'edit' &&
      ChangeSubscription({ topic, name: dialog.name, subscription: dialog.subscription, onClose: close, onDone: list.reload }),
    dialog?.kind === 'clear' &&
      Confirm({
        title: t('clear.filter'),
        text: t('clear.filter.about', { name: dialog.name }),
        action: t('clear.filter'),
        submit: act('ClearSubscriptionFilterTags', 'filter.cleared'),
        onClose: close,
      }),
    dialog?.kind === 'delete' &&
      Confirm({
        title: t('unsubscribe'),
        text: t('unsubscribe.about'),
        name: dialog.name,
        action: t('delete'),
        submit: act('Unsubscribe', 'unsubscribed'),
        onClose: close,
      }),
  );
});
