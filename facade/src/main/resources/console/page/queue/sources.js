// The subscriptions whose messages come into this queue.
import { feeding } from '../../api/feeding.js';
import { part, tags, useState } from '../../dom.js';
import { useLive } from '../../live.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Loading, Trouble } from '../../part/load.js';
import { Notice } from '../../part/notice.js';
import { Table } from '../../part/table.js';
import { href } from '../../router.js';
import { t } from '../../text.js';

const { a, p, td, th, tr } = tags;

export const Sources = part(function Sources({ queue }) {
  const [progress, setProgress] = useState(null);
  const { value, error } = useLive((signal) => feeding(queue.queueName, signal, setProgress), [queue.queueName]);
  const columns = [
    { key: 'topic', label: t('topic'), narrow: true },
    { key: 'name', label: t('subscription'), narrow: true },
  ];
  return Card(
    { title: t('queue.sources') },
    value === null && (progress && !error ? p({ class: 'muted', role: 'status' }, t('looking.through', { done: count(progress.done), all: count(progress.all) })) : Loading({ error })),
    value && Trouble({ error }),
    value?.unread.length > 0 && Notice({ kind: 'warning', title: t('incomplete') }, t('unread.topics', { names: value.unread.slice(0, 10).join(', '), n: value.unread.length })),
    value?.found.length === 0 && p({ class: 'muted' }, t('no.sources', { n: count(value.topics) })),
    value?.found.length > 0 &&
      Table(
        { label: t('queue.sources'), columns },
        value.found.map(({ topic, name }) => tr({ key: `${topic}/${name}` }, th({ scope: 'row' }, a({ href: href('topics', topic, 'subscriptions') }, topic)), td(a({ href: href('topics', topic, 'subscriptions', name) }, name)))),
      ),
  );
});
