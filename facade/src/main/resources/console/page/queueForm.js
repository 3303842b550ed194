// A queue's attributes as a form, for one that is made and for one that is changed.
import { part, tags } from '../dom.js';
import { Field, bind } from '../part/field.js';
import { MESSAGES, Quantity, SIZE, TIME } from '../part/quantity.js';
import { t } from '../text.js';

const { div, fieldset, input, label, legend, option, select } = tags;

const ATTRIBUTES = {
  msgRetentionSeconds: TIME,
  pollingWaitSeconds: { second: 1 },
  visibilityTimeout: TIME,
  maxMsgSize: SIZE,
  maxMsgHeapNum: MESSAGES,
  rewindSeconds: TIME,
};

export const names = Object.keys(ATTRIBUTES);

export const DEFAULTS = {
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
  return { ...values, deadLetters: policyOf(attributes) };
}

/** The dead-letter policy as the form has it. */
function policyOf(attributes) {
  if (!attributes.deadLetterPolicy) {
    return NO_POLICY;
  }
  const policy = JSON.parse(attributes.deadLetterPolicy);
  return {
    ...NO_POLICY,
    deadLetterQueue: policy.deadLetterQueueName,
    policy: String(policy.policy),
    ...(policy.maxReceiveCount && { maxReceiveCount: String(policy.maxReceiveCount) }),
    ...(policy.maxTimeToLive && { maxTimeToLive: policy.maxTimeToLive }),
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

/** error and wrong: what the server refused, and the parameter it is about. */
export const QueueFields = part(function QueueFields({ values, setValues, error, wrong, disabled }) {
  return div(
    { class: 'form-grid' },
    names.map((name) =>
      Field({
        label: t(name),
        hint: t(`hint.${name}`),
        error: wrong === name ? error : null,
        control: (attributes) =>
          Quantity({
            attributes: { ...attributes, name },
            label: t(name),
            units: ATTRIBUTES[name],
            value: values[name],
            disabled,
            onChange: (value) => setValues({ ...values, [name]: value }),
          }),
      }),
    ),
    DeadLetterFields({
      values: values.deadLetters,
      setValues: (deadLetters) => setValues({ ...values, deadLetters }),
      error: wrong === 'deadLetterPolicy' ? error : null,
      disabled,
    }),
  );
});

/** Modules that are about another field than the name of the dead-letter queue. */
const LIMIT = '10720';
const POLICY = '10770';

const DeadLetterFields = part(function DeadLetterFields({ values, setValues, error, disabled }) {
  const wrong = (module) => (error?.module === module && values.deadLetterQueue !== '' ? error : null);
  return fieldset(
    { class: 'span', disabled },
    legend(t('deadLetterPolicy')),
    div(
      { class: 'form-grid' },
      Field({
        label: t('deadLetterQueue'),
        hint: t('hint.deadLetterQueue'),
        error: wrong(LIMIT) || wrong(POLICY) ? null : error,
        control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'deadLetterQueue'), class: 'mono', autoComplete: 'off' }),
      }),
      values.deadLetterQueue !== '' && [
        Field({
          label: t('dies.when'),
          error: wrong(POLICY),
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
              error: wrong(LIMIT),
              control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'maxReceiveCount'), inputMode: 'numeric' }),
            })
          : Field({
              label: t('maxTimeToLive'),
              hint: t('hint.maxTimeToLive'),
              error: wrong(LIMIT),
              control: (attributes) =>
                Quantity({
                  attributes,
                  label: t('maxTimeToLive'),
                  units: TIME,
                  value: values.maxTimeToLive,
                  disabled,
                  onChange: (maxTimeToLive) => setValues({ ...values, maxTimeToLive }),
                }),
            }),
      ],
    ),
  );
});
