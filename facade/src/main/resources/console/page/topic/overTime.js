// How much was published to a topic, and what became of it for one subscription.
import { HOUR, subscriptionsOverTime, topicsOverTime, total } from '../../api/numbers.js';
import { part, tags } from '../../dom.js';
import { count } from '../../number.js';
import { Notice } from '../../part/notice.js';
import { OverTime } from '../../part/overTime.js';
import { href } from '../../router.js';
import { t } from '../../text.js';

const { a, p, span } = tags;

const ofTopic = () => [
  { title: t('published.per.second'), kind: 'rate', lines: [{ key: 'publishMsgNum', label: t('rate.published') }] },
  {
    title: t('deliveries.per.second'),
    kind: 'rate',
    lines: [
      { key: 'pushMsgNum', label: t('rate.delivered') },
      { key: 'pushFailNum', label: t('rate.undelivered') },
    ],
  },
];

export const TopicOverTime = part(function TopicOverTime({ name }) {
  return OverTime({ name, ask: topicsOverTime, plots: ofTopic(), says: sumsOf(name) });
});

/** Of all subscriptions together, so that one sees at once whether any of them does not get what is published. */
const sumsOf = (name) => ({ publishMsgNum, pushMsgNum, pushFailNum }, period) => {
  const failed = total(pushFailNum);
  const said = [t('published.n', { n: count(total(publishMsgNum)) }), ' · ', t('delivered.n', { n: count(total(pushMsgNum)) })];
  return failed === 0
    ? p({ class: 'sums' }, said)
    : Notice({ kind: 'warning', title: t(period === HOUR ? 'deliveries.failed.hour' : 'deliveries.failed.day') }, p(said, ' · ', span({ class: 'warning-text' }, t('deliveries.failed.n', { n: count(failed) })), ' · ', a({ href: href('topics', name, 'subscriptions') }, t('see.subscriptions'))));
};

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
