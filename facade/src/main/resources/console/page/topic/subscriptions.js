// A topic's subscriptions: what each chooses, where it goes, what still waits.
import { call } from '../../api/api.js';
import { subscriptionAttributes, subscriptionsByName } from '../../api/lists.js';
import { subscriptionsOverTime } from '../../api/numbers.js';
import { part, tags, useMemo, useState } from '../../dom.js';
import { things, useList } from '../../list.js';
import { useLive } from '../../live.js';
import { Card } from '../../part/card.js';
import { Confirm } from '../../part/confirm.js';
import { Menu } from '../../part/menu.js';
import { NameList } from '../../part/nameList.js';
import { Spark } from '../../part/spark.js';
import { toast } from '../../part/toast.js';
import { When } from '../../part/when.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { ChangeSubscription, Subscribe } from './subscriptionDialog.js';

const { a, button, p, span } = tags;

const VALUES = { waiting: (subscription) => subscription.msgCount };

const HOUR_EVERY_MS = 30000;

/**
 * @param hour numbers of the last hour
 */
const columns = (byTags, hour) => [
  { key: 'endpoint', label: t('goes.to'), narrow: true, breaks: true, show: endpoint },
  { key: 'filter', label: t('chooses'), show: (one) => filter(byTags ? one.filterTag : one.bindingKey) },
  { key: 'waiting', label: t('waiting.messages'), number: true, narrow: true, value: VALUES.waiting },
  { key: 'lastHour', label: t('last.hour'), show: (_, name) => Spark({ label: t('waiting.messages'), values: hour?.of.get(name)?.msgCount }) },
  { key: 'push', label: t('last.failure'), show: lastFailure },
];

const endpoint = ({ protocol, endpoint: target }) => [
  span({ class: 'tag' }, t(`protocol.${protocol}`)),
  ' ',
  protocol === 'queue' ? a({ href: href('queues', target) }, target) : span({ class: 'mono' }, target),
];

const filter = (wants) =>
  wants.length === 0 ? span({ class: 'muted' }, t('everything')) : wants.map((one) => [span({ class: 'tag mono' }, one), ' ']);

const lastFailure = ({ lastPushFailure, lastPushFailureTime }) =>
  lastPushFailure && [span({ class: 'warning-text' }, lastPushFailure), ' ', When({ seconds: lastPushFailureTime, ago: true })];

export const Subscriptions = part(function Subscriptions({ topic }) {
  const { topicName } = topic;
  const byTags = topic.filterType === 1;
  const kind = useMemo(
    () => things(subscriptionsByName(topicName), (name, signal) => subscriptionAttributes(topicName, name, signal)),
    [topicName],
  );
  const list = useList(kind, VALUES);
  const hour = useLive(
    (signal) => subscriptionsOverTime(topicName)(list.shown, { only: ['msgCount'] }, signal),
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
        { label: `${t('edit')} …`, action: () => setDialog({ kind: 'edit', name, subscription }) },
        byTags && subscription.filterTag.length > 0 && { label: `${t('clear.filter')} …`, action: () => setDialog({ kind: 'clear', name }) },
        { label: `${t('delete')} …`, action: () => setDialog({ kind: 'delete', name }), danger: true },
      ].filter(Boolean),
    });

  return Card(
    {
      title: t('subscriptions'),
      action: button({ type: 'button', class: 'primary', onClick: () => setDialog({ kind: 'create' }) }, t('subscribe')),
    },
    list.isNone
      ? p({ class: 'muted' }, t('no.subscriptions'))
      : NameList({ list, label: t('subscriptions'), search: t('search.subscriptions'), columns: columns(byTags, hour.value), actions, narrow: true }),
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
