// A queue's attributes to change: nothing happens before they are saved.
import { fieldOf } from '../../api/errors.js';
import { queueAttributes } from '../../api/lists.js';
import { part, tags, useState } from '../../dom.js';
import { Card } from '../../part/card.js';
import { Notice, Problem } from '../../part/notice.js';
import { toast } from '../../part/toast.js';
import { t } from '../../text.js';
import { ChangedMeanwhile, change, rebased } from '../changeQueue.js';
import { QueueFields, names, valuesOf } from '../queueForm.js';

const { button, footer, form, li, ul } = tags;

export const Settings = part(function Settings({ queue, reload }) {
  // What the form was filled with, while the queue goes on being looked at.
  const [before, setBefore] = useState(queue);
  const [values, setValues] = useState(valuesOf(queue));
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const wrong = fieldOf(error);
  const placed = wrong === 'deadLetterPolicy' || names.includes(wrong);
  const dirty = JSON.stringify(values) !== JSON.stringify(valuesOf(before));

  async function save(event) {
    event?.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await change(queue.queueName, before, values);
      toast(t('saved'));
      reload();
      fill(await queueAttributes(queue.queueName));
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  }

  function fill(attributes) {
    setBefore(attributes);
    setValues(valuesOf(attributes));
    setError(null);
  }

  /** What was changed in the form comes on top of what is there now. */
  function keep(attributes) {
    setValues(rebased(values, valuesOf(before), valuesOf(attributes)));
    setBefore(attributes);
    setError(null);
  }

  return Card(
    { title: t('attributes') },
    form(
      { onSubmit: save, noValidate: true },
      QueueFields({ key: before.lastModifyTime, values, setValues, error, wrong, disabled: busy }),
      error instanceof ChangedMeanwhile
        ? Meanwhile({ error, mine: () => keep(error.now), theirs: () => fill(error.now) })
        : !placed && Problem({ error }),
      footer(
        { class: 'actions' },
        button({ type: 'button', disabled: !dirty || busy, onClick: () => fill(queue) }, t('cancel')),
        button({ class: 'primary', disabled: !dirty || busy }, t('save')),
      ),
    ),
  );
});

const Meanwhile = part(function Meanwhile({ error, mine, theirs }) {
  return Notice(
    { kind: 'warning', title: t('changed.meanwhile') },
    ul(
      Object.entries(error.changes).map(([name, [was, is]]) =>
        li(t('changed.from.to', { name: t(name), was: was ?? t('none'), is: is ?? t('none') })),
      ),
    ),
    button({ type: 'button', onClick: theirs }, t('take.theirs')),
    ' ',
    button({ type: 'button', onClick: mine }, t('keep.mine')),
  );
});
