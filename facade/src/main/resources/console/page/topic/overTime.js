// How much was published to a topic, and what became of it for one subscription.
import { subscriptionsOverTime, topicsOverTime } from '../../api/numbers.js';
import { part } from '../../dom.js';
import { OverTime } from '../../part/overTime.js';
import { t } from '../../text.js';

const ofTopic = () => [
  { title: t('per.second'), kind: 'rate', lines: [{ key: 'publishMsgNum', label: t('rate.published') }] },
];

export const TopicOverTime = part(function TopicOverTime({ name }) {
  return OverTime({ name, ask: topicsOverTime, plots: ofTopic() });
});

const ofPushes = () => [
  {
    title: t('pushes.per.second'),
    kind: 'rate',
    lines: [
      { key: 'pushMsgNum', label: t('rate.pushed') },
      { key: 'pushFailNum', label: t('rate.failed') },
    ],
  },
  { title: t('waiting.messages'), kind: 'depth', lines: [{ key: 'msgCount', label: t('waiting.messages') }] },
  { title: t('oldest.waiting'), kind: 'age', lines: [{ key: 'oldestMsgAge', label: t('age'), rare: true }] },
];

/** Of a queue or a Kafka topic, which get their copies at once. */
const ofCopies = () => [
  {
    title: t('per.second'),
    kind: 'rate',
    lines: [
      { key: 'pushMsgNum', label: t('rate.delivered') },
      { key: 'pushFailNum', label: t('rate.dropped') },
    ],
  },
];

export const SubscriptionOverTime = part(function SubscriptionOverTime({ topicName, name, isPushed }) {
  return OverTime({ name, ask: subscriptionsOverTime(topicName), plots: isPushed ? ofPushes() : ofCopies() });
});
