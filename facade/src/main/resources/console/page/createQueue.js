// The dialog that makes a queue.
import { call } from '../api/api.js';
import { NEW_QUEUE, errorAt, isPlaced } from '../check.js';
import { part, tags, useState } from '../dom.js';
import { FormDialog } from '../part/dialog.js';
import { Field, bind } from '../part/field.js';
import { toast } from '../part/toast.js';
import { t } from '../text.js';
import { FIELDS, QueueFields, checkAttributes, fresh, parametersOf } from './queueForm.js';

const { details, div, input, summary } = tags;

/** name: what is proposed; onDone: gets the name. */
export const CreateQueue = part(function CreateQueue({ name = '', onClose, onDone }) {
  const [values, setValues] = useState({ queueName: name, partitions: '', kafkaTopic: '', ...fresh() });
  const [error, setError] = useState(null);
  const isBehind = isPlaced(error, 'partitions', 'kafkaTopic');

  async function submit() {
    const queueName = values.queueName.trim();
    checkAttributes(queueName, values, NEW_QUEUE);
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
    return isPlaced(failure, ...Object.keys(NEW_QUEUE), ...FIELDS);
  }

  const text = (name) => (attributes) =>
    input({ ...attributes, ...bind(values, setValues, name), class: 'mono', autoComplete: 'off', 'data-first': name === 'queueName' || undefined });
  const field = (name, optional) =>
    Field({ label: t(name), hint: t(`hint.${name}`), error: errorAt(error, name), control: text(name), optional });

  return FormDialog(
    { title: t('create.queue'), wide: true, action: t('create'), submit, place, onClose },
    field('queueName'),
    QueueFields({ values, setValues, error }),
    details(
      { open: isBehind },
      summary(t('kafka.behind')),
      div({ class: 'form-grid' }, field('partitions', true), field('kafkaTopic', true)),
    ),
  );
});
