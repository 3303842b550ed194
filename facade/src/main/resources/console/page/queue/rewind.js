// Makes deleted messages receivable again, from a time on.
import { call } from '../../api/api.js';
import { fieldOf } from '../../api/errors.js';
import { part, tags, useState } from '../../dom.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Confirm } from '../../part/confirm.js';
import { Field } from '../../part/field.js';
import { Notice, Problem } from '../../part/notice.js';
import { toast } from '../../part/toast.js';
import { When } from '../../part/when.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { duration, fromInput, local, now, toInput } from '../../time.js';

const { a, button, div, footer, form, input, p } = tags;

/** How long ago one may want to begin. */
const AGO = [600, 3600, 86400, 604800];

export const Rewind = part(function Rewind({ queue, reload }) {
  // Nothing chosen is as far as possible, which moves on while one looks.
  const [chosen, setChosen] = useState(null);
  const [error, setError] = useState(null);
  const [asking, setAsking] = useState(false);
  const wrong = fieldOf(error) === 'startConsumeTime';
  const { earliest, latest } = range(queue);
  const seconds = chosen === null ? earliest : fromInput(chosen);

  async function rewind() {
    const startConsumeTime = chosen === null ? range(queue).earliest : seconds;
    await call('RewindQueue', { queueName: queue.queueName, startConsumeTime });
    toast(t('rewound', { time: local(startConsumeTime) }));
    reload();
  }

  if (queue.rewindSeconds === 0) {
    return Card(
      { title: t('queue.rewind') },
      Notice({ kind: 'info', title: t('rewind.off') }, p(t('rewind.off.about'), ' ', a({ href: href('queues', queue.queueName, 'settings') }, t('queue.settings')))),
    );
  }
  const about = p({ class: 'muted' }, t('rewind.about', { time: duration(queue.rewindSeconds), n: count(queue.rewindMsgNum) }));
  if (latest < earliest) {
    return Card({ title: t('queue.rewind') }, about, Notice({ kind: 'info' }, t('rewind.not.now'), ' ', When({ seconds: latest })));
  }
  return Card(
    { title: t('queue.rewind') },
    about,
    form(
      {
        noValidate: true,
        onSubmit: (event) => {
          event.preventDefault();
          setError(null);
          setAsking(true);
        },
      },
      div(
        { class: 'choices' },
        button({ type: 'button', 'aria-pressed': String(chosen === null), onClick: () => setChosen(null) }, t('as.far.as.possible')),
        AGO.filter((ago) => now() - ago > earliest && now() - ago <= latest).map((ago) =>
          button({ type: 'button', onClick: () => setChosen(toInput(now() - ago)) }, t('ago', { time: duration(ago) })),
        ),
      ),
      Field({
        label: t('rewind.from'),
        error: wrong ? error : null,
        hint: [t('rewind.between'), ' ', When({ seconds: earliest }), ' – ', When({ seconds: latest })],
        control: (attributes) =>
          input({ ...attributes, type: 'datetime-local', step: 1, value: chosen ?? toInput(earliest), onInput: (event) => setChosen(event.target.value) }),
      }),
      !wrong && Problem({ error }),
      footer({ class: 'actions' }, button({ class: 'primary', disabled: Number.isNaN(seconds) }, t('rewind'))),
    ),
    asking &&
      Confirm({
        title: t('queue.rewind'),
        text: t('rewind.confirm', { time: local(seconds) }),
        action: t('rewind'),
        danger: false,
        submit: async () => {
          try {
            await rewind();
          } catch (failure) {
            setError(failure);
          }
        },
        onClose: () => setAsking(false),
      }),
  );
});

/** What the server takes at this moment: nothing that is older than the window, nothing after the oldest that is not deleted. */
const range = (queue) => ({ earliest: Math.max(now() - queue.rewindSeconds, queue.createTime), latest: queue.minMsgTime });
