// What a topic is, as CMQ's console shows it.
import { part, tags } from '../../dom.js';
import { bytes, count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Copy } from '../../part/copy.js';
import { Facts } from '../../part/facts.js';
import { Name } from '../../part/name.js';
import { When } from '../../part/when.js';
import { t } from '../../text.js';
import { duration } from '../../time.js';
import { TopicOverTime } from './overTime.js';

const { span } = tags;

export const TopicOverview = part(function TopicOverview({ topic }) {
  return [
    TopicOverTime({ name: topic.topicName }),
    Card(
      { title: t('basic') },
      Facts({
        facts: [
          [t('name'), span({ class: 'mono' }, Name({ name: topic.topicName }), ' ', Copy({ text: topic.topicName }))],
          ['ID', span({ class: 'mono' }, topic.topicId)],
          [t('endpoint'), span({ class: 'mono' }, location.origin)],
          [t('filterType'), t(`filterType.${topic.filterType}`)],
          [t('waiting.messages'), count(topic.msgCount)],
          [t('maxMsgSize'), bytes(topic.maxMsgSize)],
          [t('msgRetentionSeconds'), duration(topic.msgRetentionSeconds)],
          ['QPS', count(topic.qps)],
          [t('created'), When({ seconds: topic.createTime })],
          [t('modified'), When({ seconds: topic.lastModifyTime })],
        ],
      }),
    ),
  ];
});
