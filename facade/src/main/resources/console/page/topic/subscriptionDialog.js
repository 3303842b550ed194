// Makes a subscription, or changes what may be changed of one.
import { call, numbered } from '../../api/api.js';
import { subscriptionAttributes } from '../../api/lists.js';
import { check, errorAt, filter as filterRule, isPlaced, subscription as rules } from '../../check.js';
import { part, tags, useState } from '../../dom.js';
import { FormDialog } from '../../part/dialog.js';
import { Field, bind } from '../../part/field.js';
import { Meanwhile } from '../../part/meanwhile.js';
import { QueueName } from '../../part/queueName.js';
import { toast } from '../../part/toast.js';
import { t } from '../../text.js';
import { useUnsaved } from '../../unsaved.js';
import { words } from '../../words.js';
import { ChangedMeanwhile, changed, rebased } from '../change.js';

const { input, option, p, select } = tags;

const PROTOCOLS = ['queue', 'http', 'kafka'];
const STRATEGIES = ['EXPONENTIAL_DECAY_RETRY', 'BACKOFF_RETRY'];
const BY_TAGS = 1;
const FORMATS = ['JSON', 'SIMPLIFIED'];

const FILTER = ['filter', 'filterTag', 'bindingKey'];
const FIELDS = ['subscriptionName', 'endpoint', ...FILTER, 'deadLetterQueue', 'notifyStrategy', 'notifyContentFormat'];

/** The fields of either dialog. */
const Fields = part(function Fields({ values, setValues, error, byTags, pushed }) {
  const choice = (name, all, label) =>
    Field({
      label: t(name),
      error: errorAt(error, name),
      control: (attributes) =>
        select(
          { ...attributes, value: values[name], onChange: (event) => setValues({ ...values, [name]: event.target.value }) },
          all.map((one) => option({ value: one }, label(one))),
        ),
    });
  return [
    Field({
      label: byTags ? t('filterTags') : t('bindingKeys'),
      hint: byTags ? t('hint.filterTags') : t('hint.bindingKeys'),
      optional: byTags,
      error: errorAt(error, ...FILTER),
      control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'filter'), autoComplete: 'off' }),
    }),
    pushed && choice('notifyStrategy', STRATEGIES, (one) => t(one)),
    pushed && choice('notifyContentFormat', FORMATS, (one) => t(`format.${one}`)),
  ];
});

const filterOf = (byTags, values) => numbered(byTags ? 'filterTag' : 'bindingKey', words(values.filter));

export const Subscribe = part(function Subscribe({ topic, onClose, onDone }) {
  const byTags = topic.filterType === BY_TAGS;
  const [values, setValues] = useState({
    subscriptionName: '',
    protocol: 'queue',
    endpoint: '',
    filter: '',
    notifyStrategy: STRATEGIES[0],
    notifyContentFormat: FORMATS[0],
    deadLetterQueue: '',
  });
  const [error, setError] = useState(null);
  const pushed = values.protocol === 'http';

  async function submit() {
    const { subscriptionName, protocol, endpoint, notifyStrategy, notifyContentFormat, deadLetterQueue } = values;
    check(rules(byTags), values);
    const ofPush = pushed && { notifyStrategy, notifyContentFormat, deadLetterQueue: deadLetterQueue.trim() || undefined };
    await call('Subscribe', {
      topicName: topic.topicName,
      subscriptionName: subscriptionName.trim(),
      protocol,
      endpoint: endpoint.trim(),
      ...filterOf(byTags, values),
      ...ofPush,
    });
    toast(t('subscribed', { name: subscriptionName.trim() }));
    onDone();
  }

  function place(failure) {
    setError(failure);
    return isPlaced(failure, ...FIELDS);
  }

  const text = (name, focus) => (attributes) =>
    input({ ...attributes, ...bind(values, setValues, name), class: 'mono', autoComplete: 'off', 'data-first': focus });
  const queue = (name) => (attributes) => QueueName({ ...attributes, ...bind(values, setValues, name) });
  return FormDialog(
    { title: t('subscribe.to', { name: topic.topicName }), action: t('subscribe'), submit, place, onClose },
    Field({
      label: t('subscriptionName'),
      hint: t('hint.queueName'),
      error: errorAt(error, 'subscriptionName'),
      control: text('subscriptionName', true),
    }),
    Field({
      label: t('goes.to'),
      control: (attributes) =>
        select(
          { ...attributes, value: values.protocol, onChange: (event) => setValues({ ...values, protocol: event.target.value }) },
          PROTOCOLS.map((one) => option({ value: one }, t(`protocol.${one}`))),
        ),
    }),
    Field({
      label: t(`endpoint.${values.protocol}`),
      hint: t(`hint.endpoint.${values.protocol}`),
      error: errorAt(error, 'endpoint'),
      control: values.protocol === 'queue' ? queue('endpoint') : text('endpoint'),
    }),
    Fields({ values, setValues, error, byTags, pushed }),
    pushed &&
      Field({
        label: t('deadLetterQueue'),
        hint: t('hint.pushDeadLetters'),
        optional: true,
        error: errorAt(error, 'deadLetterQueue'),
        control: queue('deadLetterQueue'),
      }),
  );
});

/** The values of the form as GetSubscriptionAttributes has them. */
const valuesOf = (byTags, { filterTag, bindingKey, notifyStrategy, notifyContentFormat }) => ({
  filter: (byTags ? filterTag : bindingKey).join(', '),
  notifyStrategy,
  notifyContentFormat,
});

export const ChangeSubscription = part(function ChangeSubscription({ topic, name, subscription, onClose, onDone }) {
  const byTags = topic.filterType === BY_TAGS;
  const [before, setBefore] = useState(subscription);
  const [values, setValues] = useState(valuesOf(byTags, subscription));
  const [error, setError] = useState(null);
  const pushed = subscription.protocol === 'http';
  useUnsaved(JSON.stringify(values) !== JSON.stringify(valuesOf(byTags, before)));
  const filter = words(values.filter);

  async function submit() {
    check({ filter: filterRule(byTags) }, values);
    const target = { topicName: topic.topicName, subscriptionName: name };
    const now = await subscriptionAttributes(topic.topicName, name);
    const toDo = changed((one) => valuesOf(byTags, one), before, now, { ...values, filter: filter.join(', ') });
    const { notifyStrategy, notifyContentFormat } = toDo;
    await call('SetSubscriptionAttributes', { ...target, ...('filter' in toDo && filterOf(byTags, values)), notifyStrategy, notifyContentFormat });
    // No tags at all is an action of its own.
    if (byTags && 'filter' in toDo && filter.length === 0) {
      await call('ClearSubscriptionFilterTags', target);
    }
    toast(t('saved'));
    onDone();
  }

  function place(failure) {
    setError(failure);
    return failure instanceof ChangedMeanwhile || isPlaced(failure, ...FIELDS);
  }

  function take(taken) {
    setBefore(error.now);
    setValues(taken);
    setError(null);
  }
  const mine = () => take(rebased(values, valuesOf(byTags, before), valuesOf(byTags, error.now)));
  const theirs = () => take(valuesOf(byTags, error.now));

  return FormDialog(
    {
      title: t('edit.subscription', { name }),
      action: t('save'),
      submit,
      place,
      onClose,
    },
    Fields({ values, setValues, error, byTags, pushed }),
    p({ class: 'fine muted' }, t(pushed ? 'subscription.fixed.http' : 'subscription.fixed')),
    error instanceof ChangedMeanwhile && Meanwhile({ error, mine, theirs }),
  );
});
