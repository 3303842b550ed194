// Publishes a message, and shows before who would get it.
import { call, numbered } from '../../api/api.js';
import { check, errorAt, isPlaced, publication } from '../../check.js';
import { part, tags, useState } from '../../dom.js';
import { useLive } from '../../live.js';
import { matchKeys, matchTags } from '../../match.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Copy } from '../../part/copy.js';
import { Field, bind } from '../../part/field.js';
import { Loading, Trouble } from '../../part/load.js';
import { Notice, Problem } from '../../part/notice.js';
import { Size } from '../../part/size.js';
import { unlessMay } from '../../rights.js';
import { t } from '../../text.js';
import { words } from '../../words.js';
import { endpointOf } from './endpoint.js';
import { subscriptionsOf } from './subscriptionList.js';

const { button, div, footer, form, input, li, p, span, strong, textarea, ul } = tags;

/** Those who would not get it are shown up to this many. */
const SHOWN = 200;

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
  const subscribers = useLive((signal) => subscriptionsOf(topicName, signal), [topicName]);

  async function publish(event) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    setSent(null);
    try {
      check(publication(topic.maxMsgSize), values);
      const choice = { ...(byTags && numbered('msgTag', words(values.tags))), ...(byKey && { routingKey: values.routingKey }) };
      const answer = await call('PublishMessage', { topicName, msgBody: values.msgBody, ...choice });
      setSent(answer.msgId);
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
        { onSubmit: publish, noValidate: true },
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
        !isPlaced(error, 'msgBody', ...(byTags ? ['tags', 'msgTag'] : []), ...(byKey ? ['routingKey'] : [])) && Problem({ error }),
        footer({ class: 'actions' }, button({ class: 'primary', disabled: busy, ...unlessMay('PublishMessage', topicName) }, sent ? t('publish.another') : t('publish'))),
      ),
      sent && Notice({ kind: 'done', title: t('published') }, span({ class: 'mono' }, sent, ' ', Copy({ text: sent }))),
    ),
    Card(
      { title: t('who.gets.it') },
      subscribers.value && Trouble({ error: subscribers.error }),
      subscribers.value === null ? Loading({ error: subscribers.error }) : Preview({ subscribers: subscribers.value, values }),
    ),
  );
});

const Preview = part(function Preview({ subscribers, values }) {
  if (subscribers.length === 0) {
    return Notice({ kind: 'warning' }, t('no.subscribers'));
  }
  const known = subscribers.filter((one) => one.value);
  // A subscription of a topic of routing keys always has some.
  const reasons = known.map(({ value }) =>
    value.bindingKey.length === 0 ? matchTags(value.filterTag, words(values.tags)) : matchKeys(value.bindingKey, values.routingKey),
  );
  const gets = known.map((one, i) => ({ ...one, reason: reasons[i] })).filter((one) => one.reason);
  const others = known.filter((_, i) => !reasons[i]);
  return [
    p(strong(t('gets.it', { n: count(gets.length), all: count(known.length) }))),
    known.length < subscribers.length && Notice({ kind: 'warning' }, t('unread.subscriptions', { n: subscribers.length - known.length })),
    ul({ class: 'audience' }, gets.slice(0, SHOWN).map((one) => Subscriber({ key: one.name, ...one }))),
    others.length > 0 && p({ class: 'muted' }, t('not.to')),
    ul({ class: 'audience not' }, others.slice(0, SHOWN).map((one) => Subscriber({ key: one.name, ...one }))),
    Math.max(gets.length, others.length) > SHOWN && p({ class: 'muted' }, t('not.all.shown', { n: SHOWN })),
  ];
});

const Subscriber = part(function Subscriber({ name, value, reason }) {
  const wants = [...value.filterTag, ...value.bindingKey];
  return li(
    strong(name),
    ' ',
    span({ class: 'muted' }, endpointOf(value)),
    div(
      { class: 'fine' },
      !reason && wants.map((one) => [span({ class: 'tag mono' }, one), ' ']),
      reason?.all && t('because.all'),
      reason?.tag && [t('because.tag'), ' ', span({ class: 'tag mono' }, reason.tag)],
      reason?.key && [t('because.key'), ' ', span({ class: 'tag mono' }, reason.key)],
    ),
  );
});
