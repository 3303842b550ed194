// What may be done to a whole topic, from its page and from the list.
import { call } from '../api/api.js';
import { topicAttributes } from '../api/lists.js';
import { NEW_TOPIC, TOPIC, check, errorAt, isPlaced } from '../check.js';
import { part, tags, useState } from '../dom.js';
import { Confirm } from '../part/confirm.js';
import { FormDialog } from '../part/dialog.js';
import { Field, bind } from '../part/field.js';
import { Meanwhile } from '../part/meanwhile.js';
import { Quantity, SIZE } from '../part/quantity.js';
import { toast } from '../part/toast.js';
import { t } from '../text.js';
import { useUnsaved } from '../unsaved.js';
import { ChangedMeanwhile, changed } from './change.js';

const { input, option, select } = tags;

const sizeField = (value, error, onChange) =>
  Field({
    label: t('maxMsgSize'),
    hint: t('hint.maxMsgSize'),
    error,
    control: (attributes) => Quantity({ attributes, label: t('maxMsgSize'), units: SIZE, most: 1 << 20, value, onChange }),
  });

export const CreateTopic = part(function CreateTopic({ onClose, onDone }) {
  const [values, setValues] = useState({ topicName: '', filterType: '1', maxMsgSize: 65536 });
  const [error, setError] = useState(null);
  async function submit() {
    const topicName = values.topicName.trim();
    check(NEW_TOPIC, values);
    await call('CreateTopic', { ...values, topicName });
    toast(t('topic.created', { name: topicName }));
    onDone(topicName);
  }
  function place(failure) {
    setError(failure);
    return isPlaced(failure, ...Object.keys(values));
  }
  return FormDialog(
    { title: t('create.topic'), action: t('create'), submit, place, onClose },
    Field({
      label: t('topicName'),
      hint: t('hint.queueName'),
      error: errorAt(error, 'topicName'),
      control: (attributes) =>
        input({ ...attributes, ...bind(values, setValues, 'topicName'), class: 'mono', autoComplete: 'off', 'data-first': true }),
    }),
    Field({
      label: t('filterType'),
      hint: t('hint.filterType'),
      control: (attributes) =>
        select(
          { ...attributes, value: values.filterType, onChange: (event) => setValues({ ...values, filterType: event.target.value }) },
          ['1', '2'].map((type) => option({ value: type }, t(`filterType.${type}`))),
        ),
    }),
    sizeField(values.maxMsgSize, errorAt(error, 'maxMsgSize'), (maxMsgSize) => setValues({ ...values, maxMsgSize })),
  );
});

export const ChangeTopic = part(function ChangeTopic({ name, topic, onClose, onDone }) {
  const [before, setBefore] = useState(topic);
  const [maxMsgSize, setMaxMsgSize] = useState(topic.maxMsgSize);
  const [error, setError] = useState(null);
  useUnsaved(maxMsgSize !== before.maxMsgSize);
  async function submit() {
    check(TOPIC, { maxMsgSize });
    const toDo = changed((one) => ({ maxMsgSize: one.maxMsgSize }), before, await topicAttributes(name), { maxMsgSize });
    await call('SetTopicAttributes', { topicName: name, ...toDo });
    toast(t('saved'));
    onDone();
  }
  function place(failure) {
    setError(failure);
    return failure instanceof ChangedMeanwhile || isPlaced(failure, 'maxMsgSize');
  }
  /** Either way the form is about what is there now. */
  function take(size) {
    setBefore(error.now);
    setMaxMsgSize(size);
    setError(null);
  }
  return FormDialog(
    { title: t('edit.topic', { name }), action: t('save'), submit, place, onClose },
    sizeField(maxMsgSize, errorAt(error, 'maxMsgSize'), setMaxMsgSize),
    error instanceof ChangedMeanwhile && Meanwhile({ error, mine: () => take(maxMsgSize), theirs: () => take(error.now.maxMsgSize) }),
  );
});

export const DeleteTopic = part(function DeleteTopic({ name, onClose, onDone }) {
  async function submit() {
    await call('DeleteTopic', { topicName: name });
    toast(t('topic.deleted', { name }));
    onDone();
  }
  return Confirm({ title: t('delete.topic'), text: t('delete.topic.about'), name, action: t('delete'), submit, onClose });
});
