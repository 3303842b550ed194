// What may be done to a subscription beside changing it, from its page and from the list.
import { call } from '../../api/api.js';
import { subscriptionAttributes } from '../../api/lists.js';
import { part } from '../../dom.js';
import { useLive } from '../../live.js';
import { count } from '../../number.js';
import { Confirm } from '../../part/confirm.js';
import { toast } from '../../part/toast.js';
import { t } from '../../text.js';

const act = (action, said, topicName, subscriptionName, onDone) => async () => {
  await call(action, { topicName, subscriptionName });
  toast(t(said, { name: subscriptionName }));
  onDone();
};

export const ClearFilter = part(function ClearFilter({ topicName, name, onClose, onDone }) {
  const submit = act('ClearSubscriptionFilterTags', 'filter.cleared', topicName, name, onDone);
  return Confirm({ title: t('clear.filter'), text: t('clear.filter.about', { name }), action: t('clear.filter'), submit, onClose });
});

export const Unsubscribe = part(function Unsubscribe({ topicName, name, onClose, onDone }) {
  const submit = act('Unsubscribe', 'unsubscribed', topicName, name, onDone);
  const { value } = useLive((signal) => subscriptionAttributes(topicName, name, signal), [topicName, name]);
  return Confirm({ title: t('unsubscribe'), text: [t('unsubscribe.about'), value?.msgCount > 0 && t('unsubscribe.waiting', { n: count(value.msgCount) })], name, action: t('delete'), submit, onClose });
});
