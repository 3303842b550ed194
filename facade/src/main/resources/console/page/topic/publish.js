// Publishes a message, and shows before who would get it.
import { call, numbered } from '../../api/api.js';
import { fieldOf } from '../../api/errors.js';
import { part, tags, useState } from '../../dom.js';
import { useLive } from '../../live.js';
import { matchKeys, matchTags } from '../../match.js';
import { bytes, count, utf8Length } from '../../number.js';
import { Card } from '../../part/card.js';
import { Copy } from '../../part/copy.js';
import { Field, bind } from '../../part/field.js';
import { Loading, Trouble } from '../../part/load.js';
import { Notice, Problem } from '../../part/notice.js';
import { t } from '../../text.js';
import { words } from '../../words.js';
import { endpointOf } from './endpoint.js';
import { subscriptionsOf } from './subscriptionList.js';

const { button, div, footer, form, input, li, p, span, strong, textarea, ul } = tags;

/** Those who would not get it are shown up to this many. */
const SHOWN = 200;

export const Publish = part(function Publish({ topic }) {
  const { topicName } = topic;
  const byTags = topic.filterType === 1;
  const [values, setValues] = useState({ msgBody: '', tags: '', routingKey: '' });
  const [sent, setSent] = useState(null);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const subscribers = useLive((signal) => subscriptionsOf(topicName, signal), [topicName]);
  const wrong = fieldOf(error);
  const label = byTags ? { msgTag: 'tags' } : { routingKey: 'routingKey' };
  const placed = wrong === 'msgBody' || wrong in label || wrong?.startsWith('msgTag');

  async function publish(event) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    setSent(null);
    try {
      const choice = byTags ? numbered('msgTag', words(values.tags)) : { routingKey: values.routingKey };
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
          hint: t('size.of', { size: bytes(utf8Length(values.msgBody)), most: bytes(topic.maxMsgSize) }),
          error: wrong === 'msgBody' ? error : null,
          control: (attributes) => textarea({ ...attributes, ...bind(values, setValues, 'msgBody'), rows: 6, class: 'mono' }),
        }),
        byTags
          ? Field({
              label: t('tags'),
              hint: t('hint.tags'),
              optional: true,
              error: wrong?.startsWith('msgTag') ? error : null,
              control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'tags'), autoComplete: 'off' }),
            })
          : Field({
              label: t('routingKey'),
              hint: t('hint.routingKey'),
              error: wrong === 'routingKey' ? error : null,
              control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'routingKey'), class: 'mono', autoComplete: 'off' }),
            }),
        !placed && Problem({ error }),
        footer({ class: 'actions' }, button({ class: 'primary', disabled: busy }, sent ? t('publish.another') : t('publish'))),
      ),
      sent && Notice({ kind: 'done', title: t('published') }, span({ class: 'mono' }, sent, ' ', Copy({ text: sent }))),
    ),
    Card(
      { title: t('who.gets.it') },
      subscribers.value && Trouble({ error: subscribers.error }),
      subscribers.value === null ? Loading({ error: subscribers.error }) : Preview({ subscribers: subscribers.value, byTags, values }),
    ),
  );
});

const Preview = part(function Preview({ subscribers, byTags, values }) {
  if (subscribers.length === 0) {
    return Notice({ kind: 'warning' }, t('no.subscribers'));
  }
  const known = subscribers.filter((one) => one.value);
  const reasons = known.map(({ value }) =>
    byTags ? matchTags(value.filterTag, words(values.tags)) : matchKeys(value.bindingKey, values.routingKey),
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
