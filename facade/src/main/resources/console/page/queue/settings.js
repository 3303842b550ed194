// A queue's attributes to change: nothing happens before they are saved.
import { call } from '../../api/api.js';
import { queueAttributes } from '../../api/lists.js';
import { isPlaced } from '../../check.js';
import { part, tags, useEffect, useRef, useState } from '../../dom.js';
import { BusyButton } from '../../part/busyButton.js';
import { Card } from '../../part/card.js';
import { Meanwhile } from '../../part/meanwhile.js';
import { Notice, Problem } from '../../part/notice.js';
import { toast } from '../../part/toast.js';
import { unlessMay } from '../../rights.js';
import { t } from '../../text.js';
import { useUnsaved } from '../../unsaved.js';
import { ChangedMeanwhile, changed, rebased } from '../change.js';
import { FIELDS, QueueFields, checkAttributes, parametersOf, valuesOf } from '../queueForm.js';

const { button, footer, form } = tags;

/** @param onUnbound when the dead-letter policy is gone, which is an action of its own, and the rest is still to be done */
async function change(queueName, before, values, onUnbound) {
  const toDo = changed((attributes) => parametersOf(valuesOf(attributes)), before, await queueAttributes(queueName), parametersOf(values));
  if ('deadLetterPolicy' in toDo && toDo.deadLetterPolicy === undefined) {
    await call('UnbindDeadLetterQueue', { queueName });
    onUnbound();
  }
  if (Object.values(toDo).some((value) => value !== undefined)) {
    await call('SetQueueAttributes', { queueName, ...toDo });
  }
}

/** @param argument 'deadLetters' for somebody who comes to change the dead-letter policy */
export const Settings = part(function Settings({ queue, argument, reload }) {
  // What the form was filled with, while the queue goes on being looked at.
  const [before, setBefore] = useState(queue);
  const [values, setValues] = useState(valuesOf(queue));
  const [error, setError] = useState(null);
  const [unbound, setUnbound] = useState(false);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(null);
  const dirty = values !== saved && JSON.stringify(values) !== JSON.stringify(valuesOf(before));
  useUnsaved(dirty);
  const fields = useRef(null);
  useEffect(() => {
    if (argument === 'deadLetters') {
      fields.current.querySelector('[name=deadLetterQueue]').focus();
    }
  }, []);

  async function save(event) {
    event?.preventDefault();
    setBusy(true);
    setError(null);
    try {
      checkAttributes(queue.queueName, values);
      await change(queue.queueName, before, values, () => setUnbound(true));
      setSaved(values);
      setUnbound(false);
      toast(t('saved'));
      reload();
      await readAgain();
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  }

  /** When that fails, the form keeps what was saved. */
  async function readAgain() {
    try {
      fill(await queueAttributes(queue.queueName));
    } catch {
      // The page tells by itself that the server does not answer.
    }
  }

  function fill(attributes) {
    setBefore(attributes);
    setValues(valuesOf(attributes));
    setError(null);
    setUnbound(false);
  }

  /** What was changed in the form comes on top of what is there now. */
  function keep(attributes) {
    setValues(rebased(values, valuesOf(before), valuesOf(attributes)));
    setBefore(attributes);
    setError(null);
  }

  /** The choice goes when it is made, and nothing is saved yet. */
  const toSave = () => fields.current.querySelector('footer .primary').focus();

  function mine() {
    keep(error.now);
    toSave();
  }

  function theirs() {
    fill(error.now);
    toSave();
  }

  return Card(
    { title: t('attributes') },
    form(
      { onSubmit: save, noValidate: true, ref: fields },
      QueueFields({ key: before.lastModifyTime, values, setValues, error, disabled: busy }),
      error instanceof ChangedMeanwhile
        ? Meanwhile({ error, mine, theirs })
        : !isPlaced(error, ...FIELDS) && Problem({ error, answers: true }),
      error && unbound && Notice({ kind: 'warning' }, t('half.saved')),
      footer(
        { class: 'actions' },
        button({ type: 'button', disabled: !dirty || busy, onClick: () => fill(queue) }, t('cancel')),
        BusyButton({ class: 'primary', busy: !dirty || busy, ...unlessMay('SetQueueAttributes', queue.queueName) }, busy ? t('working') : t('save')),
      ),
    ),
  );
});
