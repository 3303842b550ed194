// The subscriptions whose messages come into this queue.
import { part, tags } from '../../dom.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Name } from '../../part/name.js';
import { Table } from '../../part/table.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { Looked, useFed } from '../fed.js';

const { a, p, td, th, tr } = tags;

export const Sources = part(function Sources({ queue }) {
  const fed = useFed(queue.queueName);
  const { value } = fed;
  const columns = [
    { key: 'topic', label: t('topic'), narrow: true },
    { key: 'name', label: t('subscription'), narrow: true },
  ];
  return Card(
    { title: t('queue.sources') },
    Looked(fed),
    value?.messages.length === 0 && value.unread.length === 0 && p({ class: 'muted', role: 'status' }, t('no.sources', { n: count(value.topics) })),
    value?.messages.length > 0 &&
      Table(
        { label: t('queue.sources'), columns },
        value.messages.map(({ topic, subscriptionName: name }) => tr({ key: `${topic}/${name}` }, th({ scope: 'row' }, a({ href: href('topics', topic, 'subscriptions') }, Name({ name: topic }))), td(a({ href: href('topics', topic, 'subscriptions', name) }, Name({ name }))))),
      ),
  );
});
