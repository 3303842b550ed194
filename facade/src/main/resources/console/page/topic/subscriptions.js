// A topic's subscriptions: what each chooses, where it goes, what still waits.
import { call } from '../../api/api.js';
import { isMissing } from '../../api/errors.js';
import { part, tags, useState } from '../../dom.js';
import { useLive } from '../../live.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Confirm } from '../../part/confirm.js';
import { Loading } from '../../part/load.js';
import { Menu } from '../../part/menu.js';
import { Pager } from '../../part/pager.js';
import { Table, cell } from '../../part/table.js';
import { toast } from '../../part/toast.js';
import { When } from '../../part/when.js';
import { rowsPerPage } from '../../preference.js';
import { href } from '../../router.js';
import { useStore } from '../../store.js';
import { t } from '../../text.js';
import { ChangeSubscription, Subscribe } from './subscriptionDialog.js';
import { subscriptionsOf } from './subscriptionList.js';

const { a, button, div, input, p, span, td, th, tr } = tags;

const columns = () => [
  { key: 'name', label: t('name'), narrow: true },
  { key: 'endpoint', label: t('goes.to'), narrow: true },
  { key: 'filter', label: t('chooses') },
  { key: 'waiting', label: t('waiting.messages'), number: true, narrow: true },
  { key: 'push', label: t('last.failure') },
  { key: 'actions', label: t('actions'), hidden: true, narrow: true },
];

/** A longer list can be searched. */
const SEARCHED = 10;

export const Subscriptions = part(function Subscriptions({ topic }) {
  const { topicName } = topic;
  const [word, setWord] = useState('');
  const [page, setPage] = useState(0);
  const [dialog, setDialog] = useState(null);
  const [progress, setProgress] = useState(null);
  const size = Number(useStore(rowsPerPage));
  const live = useLive((signal) => subscriptionsOf(topicName, signal, setProgress), [topicName]);
  const close = () => setDialog(null);
  const rows = (live.value ?? []).filter((one) => one.name.toLowerCase().includes(word.trim().toLowerCase()));
  const at = Math.min(page, Math.max(0, Math.ceil(rows.length / size) - 1));

  const act = (action, said) => async () => {
    await call(action, { topicName, subscriptionName: dialog.name });
    toast(t(said, { name: dialog.name }));
    live.reload();
  };

  return Card(
    {
      title: t('subscriptions'),
      action: [
        button({ type: 'button', onClick: live.reload }, t('refresh')),
        button({ type: 'button', class: 'primary', onClick: () => setDialog({ kind: 'create' }) }, t('subscribe')),
      ],
    },
    live.value === null
      ? [Loading({ error: live.error }), progress !== null && p({ class: 'muted' }, count(progress))]
      : live.value.length === 0
        ? p({ class: 'muted' }, t('no.subscriptions'))
        : [
            (word !== '' || live.value.length > SEARCHED) &&
              div(
                { class: 'toolbar' },
                input({
                  type: 'search',
                  class: 'search',
                  placeholder: t('search.subscriptions'),
                  'aria-label': t('search.subscriptions'),
                  value: word,
                  onInput: (event) => {
                    setWord(event.target.value);
                    setPage(0);
                  },
                }),
              ),
            Table(
              { label: t('subscriptions'), columns: columns() },
              rows.slice(at * size, (at + 1) * size).map((one) => Row({ key: one.name, ...one, byTags: topic.filterType === 1, open: setDialog })),
            ),
            rows.length === 0 && p({ class: 'muted center' }, t('nothing.found')),
            Pager({ total: rows.length, page: at, size, onPage: setPage }),
          ],
    dialog?.kind === 'create' && Subscribe({ topic, onClose: close, onDone: live.reload }),
    dialog?.kind === 'edit' && ChangeSubscription({ topic, name: dialog.name, subscription: dialog.value, onClose: close, onDone: live.reload }),
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

const Row = part(function Row({ name, value, error, byTags, open }) {
  const byKey = Object.fromEntries(columns().map((column) => [column.key, cell(column)]));
  const wants = value ? (byTags ? value.filterTag : value.bindingKey) : [];
  return tr(
    th({ scope: 'row' }, name, error && span({ class: 'tag warning' }, isMissing(error) ? t('deleted.meanwhile') : error.message)),
    td(
      { class: 'breaks' },
      value && [
        span({ class: 'tag' }, t(`protocol.${value.protocol}`)),
        ' ',
        value.protocol === 'queue' ? a({ href: href('queues', value.endpoint) }, value.endpoint) : span({ class: 'mono' }, value.endpoint),
      ],
    ),
    td(
      { class: byKey.filter },
      value && (wants.length === 0 ? span({ class: 'muted' }, t('everything')) : wants.map((one) => [span({ class: 'tag mono' }, one), ' '])),
    ),
    td({ class: byKey.waiting }, value && count(value.msgCount)),
    td(
      { class: byKey.push },
      value?.lastPushFailure && [span({ class: 'warning-text' }, value.lastPushFailure), ' ', When({ seconds: value.lastPushFailureTime, ago: true })],
    ),
    td(
      { class: 'row-actions' },
      value &&
        Menu({
          label: t('more.about', { name }),
          items: [
            { label: `${t('edit')} …`, action: () => open({ kind: 'edit', name, value }) },
            byTags && value.filterTag.length > 0 && { label: `${t('clear.filter')} …`, action: () => open({ kind: 'clear', name }) },
            { label: `${t('delete')} …`, action: () => open({ kind: 'delete', name }), danger: true },
          ].filter(Boolean),
        }),
    ),
  );
});
