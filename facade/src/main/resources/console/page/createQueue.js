// The dialog that makes a queue.
import { call } from '../api/api.js';
import { fieldOf } from '../api/errors.js';
import { part, tags, useState } from '../dom.js';
import { FormDialog } from '../part/dialog.js';
import { Field, bind } from '../part/field.js';
import { toast } from '../part/toast.js';
import { t } from '../text.js';
import { QueueFields, fresh, names, parametersOf } from './queueForm.js';

const { details, div, input, summary } = tags;

const FIELDS = ['queueName', 'partitions', 'kafkaTopic', 'deadLetterPolicy', ...names];

/** onDone: gets the name. */
export const CreateQueue = part(function CreateQueue({ onClose, onDone }) {
  const [values, setValues] = useState({ queueName: '', partitions: '', kafkaTopic: '', ...fresh() });
  const [error, setError] = useState(null);
  const wrong = fieldOf(error);

  async function submit() {
    const queueName = values.queueName.trim();
    const { partitions, kafkaTopic } = values;
    await call('CreateQueue', {
      queueName,
      ...parametersOf(values),
      partitions: partitions || undefined,
      kafkaTopic: kafkaTopic || undefined,
    });
    toast(t('queue.created', { name: queueName }));
    onDone(queueName);
  }

  function place(failure) {
    setError(failure);
    return FIELDS.includes(fieldOf(failure));
  }

  const text = (name) => (attributes) =>
    input({ ...attributes, ...bind(values, setValues, name), class: 'mono', autoComplete: 'off', 'data-first': name === 'queueName' || undefined });
  const field = (name, optional) =>
    Field({ label: t(name), hint: t(`hint.${name}`), error: wrong === name ? error : null, control: text(name), optional });

  return FormDialog(
    { title: t('create.queue'), wide: true, action: t('create'), submit, place, onClose },
    field('queueName'),
    QueueFields({ values, setValues, error, wrong }),
    details(
      { open: wrong === 'partitions' || wrong === 'kafkaTopic' },
      summary(t('kafka.behind')),
      div({ class: 'form-grid' }, field('partitions', true), field('kafkaTopic', true)),
    ),
  );
});
