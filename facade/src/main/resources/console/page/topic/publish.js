// Publishes a message, and shows before who would get it.
import { call, numbered } from '../../api/api.js';
import { check, errorAt, isPlaced, publication } from '../../check.js';
import { part, tags, useRef, useState } from '../../dom.js';
import { useLive } from '../../live.js';
import { BusyButton } from '../../part/busyButton.js';
import { Card } from '../../part/card.js';
import { Field, bind } from '../../part/field.js';
import { Loading, Trouble } from '../../part/load.js';
import { Problem } from '../../part/notice.js';
import { Size } from '../../part/size.js';
import { unlessMay } from '../../rights.js';
import { t } from '../../text.js';
import { useUnsaved } from '../../unsaved.js';
import { words } from '../../words.js';
import { Preview, audience } from './audience.js';
import { Published } from './published.js';
import { subscriptionsOf } from './subscriptionList.js';

const { div, footer, form, input, textarea } = tags;

export const Publish = part(function Publish({ topic }) {
  const { topicName } = topic;
  // Not known to who may not look at the topic: then both, of which the server takes the one that counts.
  const { filterType } = topic;
  const byTags = filterType !== 2;
  const byKey = filterType !== 1;
  const [values, setValues] = useState({ msgBody: '', tags: '', routingKey: '' });
  const [sent, setSent] = useState(null);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const fields = useRef(null);
  const isSent = values.msgBody === sent?.values.msgBody;
  useUnsaved(!isSent && values.msgBody !== '');
  const subscribers = useLive((signal) => subscriptionsOf(topicName, signal), [topicName]);

  const rules = publication(topic.maxMsgSize);
  const wrong = ['tags', 'routingKey'].filter((field) => (field === 'tags' ? byTags : byKey) && rules[field](values[field])).map((field) => [t(field), ' · ', rules[field](values[field])()]);

  /** For the same subscriptions. A text that was written after the last one was published stays. */
  function another() {
    if (isSent) {
      setValues({ ...values, msgBody: '' });
    }
    setSent(null);
    fields.current.querySelector('textarea').focus();
  }

  async function publish(event) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    setSent(null);
    try {
      check(rules, values);
      const choice = { ...(byTags && numbered('msgTag', words(values.tags))), ...(byKey && { routingKey: values.routingKey }) };
      const answer = await call('PublishMessage', { topicName, msgBody: values.msgBody, ...choice });
      setSent({ msgId: answer.msgId, values, before: subscribers.value });
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
    subscribers.reload();
  }

  return div(
    { class: 'columns' },
    Card(
      { title: t('topic.publish') },
      form(
        { onSubmit: publish, noValidate: true, ref: fields },
        Field({
          label: t('message.body'),
          hint: Size({ text: values.msgBody, most: topic.maxMsgSize }),
          error: errorAt(error, 'msgBody'),
          control: (attributes) => textarea({ ...attributes, ...bind(values, setValues, 'msgBody'), rows: 6, class: 'mono' }),
        }),
        byTags &&
          Field({
              label: t('tags'),
              hint: t('hint.tags'),
              optional: true,
              error: errorAt(error, 'tags', 'msgTag'),
              control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'tags'), autoComplete: 'off' }),
            }),
        byKey &&
          Field({
              label: t('routingKey'),
              hint: t('hint.routingKey'),
              error: errorAt(error, 'routingKey'),
              control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'routingKey'), class: 'mono', autoComplete: 'off' }),
            }),
        !isPlaced(error, 'msgBody', ...(byTags ? ['tags', 'msgTag'] : []), ...(byKey ? ['routingKey'] : [])) && Problem({ error, answers: true }),
        footer({ class: 'actions' }, BusyButton({ class: 'primary', busy, ...unlessMay('PublishMessage', topicName) }, t(isSent ? 'publish.again' : 'publish'))),
      ),
      // The list may have changed since the page loaded it.
      sent && Published({ topicName, another, msgId: sent.msgId, gets: subscribers.value === sent.before ? [] : audience(subscribers.value, sent.values).gets }),
    ),
    Card(
      { title: t('who.gets.it') },
      subscribers.value && Trouble({ error: subscribers.error }),
      subscribers.value === null ? Loading({ error: subscribers.error }) : Preview({ subscribers: subscribers.value, values, wrong }),
    ),
  );
});
