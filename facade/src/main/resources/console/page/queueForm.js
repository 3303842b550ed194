// A queue's attributes as a form, for one that is made and for one that is changed.
import { policyOf } from '../api/lists.js';
import { ATTRIBUTES as RULES, POLICY, check, errorAt } from '../check.js';
import { part, tags } from '../dom.js';
import { Field, bind } from '../part/field.js';
import { MESSAGES, Quantity, SIZE, TIME } from '../part/quantity.js';
import { QueueName } from '../part/queueName.js';
import { t } from '../text.js';

const { div, fieldset, input, legend, option, select } = tags;

const ATTRIBUTES = {
  msgRetentionSeconds: TIME,
  pollingWaitSeconds: { second: 1 },
  visibilityTimeout: TIME,
  maxMsgSize: SIZE,
  maxMsgHeapNum: MESSAGES,
  rewindSeconds: TIME,
};

export const names = Object.keys(ATTRIBUTES);

const DEFAULTS = {
  msgRetentionSeconds: 345600,
  visibilityTimeout: 30,
  pollingWaitSeconds: 0,
  maxMsgSize: 65536,
  maxMsgHeapNum: 100000000,
  rewindSeconds: 0,
};

const NO_POLICY = { deadLetterQueue: '', policy: '0', maxReceiveCount: '5', maxTimeToLive: 3600 };

/** The form's values of what GetQueueAttributes answers. */
export function valuesOf(attributes) {
  const values = Object.fromEntries(names.map((name) => [name, attributes[name]]));
  return { ...values, deadLetters: lettersOf(policyOf(attributes)) };
}

/** A dead-letter policy as the form has it. */
function lettersOf(policy) {
  return {
    ...NO_POLICY,
    ...(policy && { deadLetterQueue: policy.deadLetterQueueName, policy: String(policy.policy) }),
    ...(policy?.maxReceiveCount && { maxReceiveCount: String(policy.maxReceiveCount) }),
    ...(policy?.maxTimeToLive && { maxTimeToLive: policy.maxTimeToLive }),
  };
}

export const fresh = () => ({ ...DEFAULTS, deadLetters: NO_POLICY });

/** The parameters that make a queue as the values have it. */
export function parametersOf(values) {
  const { deadLetterQueue, policy, maxReceiveCount, maxTimeToLive } = values.deadLetters;
  const limit = policy === '0' ? { maxReceiveCount } : { maxTimeToLive };
  return {
    ...Object.fromEntries(names.map((name) => [name, values[name]])),
    ...(deadLetterQueue && { deadLetterPolicy: JSON.stringify({ deadLetterQueue, policy: Number(policy), ...limit }) }),
  };
}

/** @throws Wrong */
export function checkAttributes(queueName, values, more = {}) {
  const { deadLetters, ...attributes } = values;
  check({ ...more, ...RULES, ...POLICY }, { ...attributes, ...deadLetters, queueName });
}

/** Whether an error is shown in one of these fields. */
export const FIELDS = [...names, 'deadLetterPolicy', ...Object.keys(POLICY)];

/** The largest of each that makes sense, for the units to choose from. */
const MOST = { visibilityTimeout: 43200, maxMsgSize: 1 << 20 };

export const QueueFields = part(function QueueFields({ values, setValues, error, disabled }) {
  return div(
    { class: 'form-grid' },
    names.map((name) =>
      Field({
        label: t(name),
        hint: t(`hint.${name}`),
        error: errorAt(error, name),
        control: (attributes) =>
          Quantity({
            attributes: { ...attributes, name },
            label: t(name),
            units: ATTRIBUTES[name],
            most: MOST[name],
            value: values[name],
            disabled,
            onChange: (value) => setValues({ ...values, [name]: value }),
          }),
      }),
    ),
    DeadLetterFields({
      values: values.deadLetters,
      setValues: (deadLetters) => setValues({ ...values, deadLetters }),
      error,
      disabled,
    }),
  );
});

/** Modules that are about another field than the name of the dead-letter queue. */
const LIMIT = '10720';
const KIND = '10770';

const DeadLetterFields = part(function DeadLetterFields({ values, setValues, error: all, disabled }) {
  const error = errorAt(all, 'deadLetterPolicy');
  const wrong = (module) => (error?.module === module && values.deadLetterQueue !== '' ? error : null);
  return fieldset(
    { class: 'span', disabled },
    legend(t('deadLetterPolicy')),
    div(
      { class: 'form-grid' },
      Field({
        label: t('deadLetterQueue'),
        hint: t('hint.deadLetterQueue'),
        error: errorAt(all, 'deadLetterQueue') ?? (wrong(LIMIT) || wrong(KIND) ? null : error),
        control: (attributes) => QueueName({ ...attributes, ...bind(values, setValues, 'deadLetterQueue') }),
      }),
      values.deadLetterQueue !== '' && [
        Field({
          label: t('dies.when'),
          error: wrong(KIND),
          control: (attributes) =>
            select(
              { ...attributes, value: values.policy, onChange: (event) => setValues({ ...values, policy: event.target.value }) },
              option({ value: '0' }, t('policy.0')),
              option({ value: '1' }, t('policy.1')),
            ),
        }),
        values.policy === '0'
          ? Field({
              label: t('maxReceiveCount'),
              hint: t('hint.maxReceiveCount'),
              error: errorAt(all, 'maxReceiveCount') ?? wrong(LIMIT),
              control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'maxReceiveCount'), inputMode: 'numeric' }),
            })
          : Field({
              label: t('maxTimeToLive'),
              hint: t('hint.maxTimeToLive'),
              error: errorAt(all, 'maxTimeToLive') ?? wrong(LIMIT),
              control: (attributes) =>
                Quantity({
                  attributes,
                  label: t('maxTimeToLive'),
                  units: TIME,
                  most: 43200,
                  value: values.maxTimeToLive,
                  disabled,
                  onChange: (maxTimeToLive) => setValues({ ...values, maxTimeToLive }),
                }),
            }),
      ],
    ),
  );
});
