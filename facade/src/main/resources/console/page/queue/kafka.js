// The Kafka topic that holds a queue's messages, and how to read it with Kafka's own tools.
import { about } from '../../api/about.js';
import { consumer } from '../../consumer.js';
import { part, tags, useMemo, useState } from '../../dom.js';
import { useSettled } from '../../live.js';
import { placeOf } from '../../msgId.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Code } from '../../part/copy.js';
import { Facts } from '../../part/facts.js';
import { Field } from '../../part/field.js';
import { Name } from '../../part/name.js';
import { href } from '../../router.js';
import { useStore } from '../../store.js';
import { t } from '../../text.js';

const { a, div, input, p, span } = tags;

const SETTLED_MS = 600;

/** What is wrong with it, if anything is typed. */
function wrongOf(msgId, partitions) {
  const place = placeOf(msgId);
  if (msgId.trim() === '' || place?.partition < partitions) {
    return null;
  }
  return { said: () => (place ? t('wrong.partition', { n: place.partition }) : t('no.msgId')) };
}

export const Kafka = part(function Kafka({ queue }) {
  const { kafka = 'KAFKA_HOST:9092' } = useStore(about);
  const [msgId, setMsgId] = useState('');
  const place = placeOf(msgId);
  const isHere = place?.partition < queue.partitions;
  // Checked when the typing has stopped.
  const settled = useSettled(msgId, SETTLED_MS);
  const wrong = useMemo(() => wrongOf(settled, queue.partitions), [settled, queue.partitions]);
  return div(
    { class: 'columns' },
    Card(
      { title: t('kafkaTopic') },
      Facts({
        facts: [
          [t('name'), span({ class: 'mono' }, Name({ name: queue.kafkaTopic }))],
          [t('partitions'), count(queue.partitions)],
        ],
      }),
      p({ class: 'muted' }, t('kafka.about')),
      Code({ text: consumer(kafka, queue.kafkaTopic, '--from-beginning'), label: t('kafka.read') }),
    ),
    Card(
      { title: t('kafka.place') },
      Field({
        label: t('msgId'),
        hint: t('kafka.place.about'),
        error: wrong,
        control: (attributes) => input({ ...attributes, class: 'mono', inputMode: 'numeric', value: msgId, onInput: (e) => setMsgId(e.target.value) }),
      }),
      isHere && [
        Facts({
          facts: [
            [t('partition'), String(place.partition)],
            [t('offset'), String(place.offset)],
          ],
        }),
        Code({
          text: consumer(kafka, queue.kafkaTopic, `--partition ${place.partition}`, `--offset ${place.offset}`, '--max-messages 1'),
          label: t('kafka.read'),
        }),
        p(a({ href: href('queues', queue.queueName, 'browse', msgId.trim()) }, t('kafka.look'))),
      ],
    ),
  );
});
