// One subscription: what it is, how it went, and what can be done with it.
import { isMissing } from '../../api/errors.js';
import { queueAttributes, subscriptionAttributes } from '../../api/lists.js';
import { part, tags, useState } from '../../dom.js';
import { useLive } from '../../live.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Facts } from '../../part/facts.js';
import { Loading, Trouble } from '../../part/load.js';
import { Notice } from '../../part/notice.js';
import { NoSuch, PageHead } from '../../part/page.js';
import { When } from '../../part/when.js';
import { unlessMay } from '../../rights.js';
import { go, href } from '../../router.js';
import { t } from '../../text.js';
import { CreateQueue } from '../createQueue.js';
import { Endpoint, Filter, isGone } from './endpoint.js';
import { LastPushes } from './lastPush.js';
import { SubscriptionOverTime } from './overTime.js';
import { ClearFilter, Unsubscribe } from './subscriptionActions.js';
import { ChangeSubscription } from './subscriptionDialog.js';

const { a, button, div, p } = tags;

const EVERY_MS = 5000;

export const Subscription = part(function Subscription({ topic, name }) {
  const { topicName } = topic;
  const live = useLive((signal) => subscriptionAttributes(topicName, name, signal), [topicName, name], EVERY_MS);
  const letterQueue = live.value?.deadLetterQueue;
  const letters = useLive(async (signal) => letterQueue && queueAttributes(letterQueue, signal), [letterQueue], EVERY_MS);
  const [dialog, setDialog] = useState(null);
  const to = ['topics', topicName, 'subscriptions'];
  const above = { label: t('subscriptions.of', { name: topicName }), to };
  if (isMissing(live.error)) {
    return NoSuch({ title: name, above, said: t('subscription.gone'), wasThere: Boolean(live.value) });
  }
  const one = live.value;
  const close = () => setDialog(null);
  const act = (kind, label, action, more) => button({ type: 'button', disabled: !one, onClick: () => setDialog({ kind, subscription: one }), ...more, ...unlessMay(action, topicName) }, label);
  return [
    PageHead(
      { title: name, above },
      act('edit', t('edit'), 'SetSubscriptionAttributes'),
      one?.filterTag.length > 0 && act('clear', t('clear.filter'), 'ClearSubscriptionFilterTags'),
      act('delete', t('delete'), 'Unsubscribe', { class: 'danger-text' }),
    ),
    one ? [Trouble({ error: live.error }), About({ topic, name, one, hasNoQueueForLetters: isMissing(letters.error), create: (queue) => setDialog({ kind: 'queue', name: queue }) })] : Loading({ error: live.error }),
    dialog?.kind === 'edit' && ChangeSubscription({ topic, name, subscription: dialog.subscription, onClose: close, onDone: live.reload }),
    dialog?.kind === 'clear' && ClearFilter({ topicName, name, onClose: close, onDone: live.reload }),
    dialog?.kind === 'delete' && Unsubscribe({ topicName, name, onClose: close, onDone: () => go(...to) }),
    dialog?.kind === 'queue' && CreateQueue({ name: dialog.name, onClose: close, onDone: () => [live, letters].forEach((one) => one.reload()) }),
  ];
});

/** @param create makes a queue that is gone again, by its name */
const About = part(function About({ topic, name, one, hasNoQueueForLetters, create }) {
  const { topicName, filterType } = topic;
  const isPushed = one.protocol === 'http';
  const createButton = (queue) =>
    div({ class: 'actions start' }, button({ type: 'button', class: 'small', onClick: () => create(queue), ...unlessMay('CreateQueue', queue) }, t('create.queue')));
  return [
    isGone(one) && Notice({ kind: 'warning', title: t(`gone.title.${one.protocol}`) }, p(t(`gone.about.${one.protocol}`)), one.protocol === 'queue' && createButton(one.endpoint)),
    hasNoQueueForLetters && Notice({ kind: 'warning', title: t('gone.title.letters') }, p(t('gone.about.letters', { name: one.deadLetterQueue })), createButton(one.deadLetterQueue)),
    Card(
      { title: t('basic') },
      Facts({
        facts: [
          [t('topic'), a({ href: href('topics', topicName) }, topicName)],
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
    isPushed && LastPushes({ subscription: one, hasNoQueueForLetters }),
    SubscriptionOverTime({ topicName, name, isPushed }),
  ];
});
