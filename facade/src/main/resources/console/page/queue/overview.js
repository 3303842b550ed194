// What a queue is, as CMQ's console shows it.
import { policyOf } from '../../api/lists.js';
import { part, tags } from '../../dom.js';
import { bytes, count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Copy } from '../../part/copy.js';
import { Facts } from '../../part/facts.js';
import { Name } from '../../part/name.js';
import { When } from '../../part/when.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { duration } from '../../time.js';
import { QueueOverTime } from './overTime.js';

const { a, div, span } = tags;

export const Overview = part(function Overview({ queue }) {
  const policy = policyOf(queue);
  return [
    QueueOverTime({ name: queue.queueName }),
    div(
      { class: 'columns' },
      Card(
        { title: t('basic') },
        Facts({
          facts: [
            [t('name'), span({ class: 'mono' }, Name({ name: queue.queueName }), ' ', Copy({ text: queue.queueName }))],
            ['ID', span({ class: 'mono' }, queue.queueId)],
            [t('endpoint'), span({ class: 'mono' }, location.origin)],
            [t('created'), When({ seconds: queue.createTime })],
            [t('modified'), When({ seconds: queue.lastModifyTime })],
            ['QPS', count(queue.qps)],
            [t('kafkaTopic'), a({ href: href('queues', queue.queueName, 'kafka'), class: 'mono' }, Name({ name: queue.kafkaTopic }))],
            [t('partitions'), count(queue.partitions)],
          ],
        }),
      ),
      Card(
        {
          title: t('attributes'),
          action: a({ class: 'button small', href: href('queues', queue.queueName, 'settings') }, t('edit')),
        },
        Facts({
          facts: [
            [t('msgRetentionSeconds'), duration(queue.msgRetentionSeconds)],
            [t('pollingWaitSeconds'), duration(queue.pollingWaitSeconds)],
            [t('visibilityTimeout'), duration(queue.visibilityTimeout)],
            [t('maxMsgSize'), bytes(queue.maxMsgSize)],
            [t('maxMsgHeapNum'), count(queue.maxMsgHeapNum)],
            [t('rewindSeconds'), queue.rewindSeconds === 0 ? t('off') : duration(queue.rewindSeconds)],
            [t('deadLetterQueue'), policy ? a({ href: href('queues', policy.deadLetterQueueName) }, policy.deadLetterQueueName) : t('none')],
          ],
        }),
      ),
    ),
  ];
});
