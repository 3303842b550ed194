// One subscription: what it is, and how it went.
import { isMissing } from '../../api/errors.js';
import { subscriptionAttributes } from '../../api/lists.js';
import { part, tags } from '../../dom.js';
import { useLive } from '../../live.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Facts } from '../../part/facts.js';
import { Empty, Loading, Trouble } from '../../part/load.js';
import { When } from '../../part/when.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { Endpoint, Filter, pushFacts } from './endpoint.js';
import { SubscriptionOverTime } from './overTime.js';

const { a, p } = tags;

const EVERY_MS = 5000;

export const Subscription = part(function Subscription({ topic, name }) {
  const { topicName, filterType } = topic;
  const live = useLive((signal) => subscriptionAttributes(topicName, name, signal), [topicName, name], EVERY_MS);
  const above = a({ href: href('topics', topicName, 'subscriptions') }, `‹ ${t('subscriptions')}`);
  if (isMissing(live.error)) {
    return Empty({ title: t('subscription.gone') }, p(t(live.value ? 'topic.gone.meanwhile' : 'topic.gone.about')), above);
  }
  const one = live.value;
  if (!one) {
    return Loading({ error: live.error });
  }
  const isPushed = one.protocol === 'http';
  return [
    Trouble({ error: live.error }),
    Card(
      { title: name, action: above },
      Facts({
        facts: [
          [t('goes.to'), Endpoint({ subscription: one })],
          [t('chooses'), Filter({ wants: filterType === 1 ? one.filterTag : one.bindingKey })],
          [t('waiting.messages'), count(one.msgCount)],
          isPushed && [t('notifyStrategy'), t(one.notifyStrategy)],
          isPushed && [t('notifyContentFormat'), t(`format.${one.notifyContentFormat}`)],
          one.deadLetterQueue && [t('deadLetterQueue'), a({ href: href('queues', one.deadLetterQueue) }, one.deadLetterQueue)],
          [t('created'), When({ seconds: one.createTime })],
          [t('modified'), When({ seconds: one.lastModifyTime })],
        ],
      }),
    ),
    one.lastPushFailure && Card({ title: t('last.failure') }, Facts({ facts: pushFacts(one) }), p({ class: 'fine' }, t('push.about'))),
    SubscriptionOverTime({ topicName, name, isPushed }),
  ];
});
