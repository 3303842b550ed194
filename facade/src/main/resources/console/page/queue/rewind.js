// Makes deleted messages receivable again, from a time on, and shows before which they are.
import { call } from '../../api/api.js';
import { Refused } from '../../api/errors.js';
import { REWIND, Wrong, check, errorAt } from '../../check.js';
import { part, tags, useEffect, useRef, useState } from '../../dom.js';
import { useLive, useSettled } from '../../live.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Confirm } from '../../part/confirm.js';
import { Field } from '../../part/field.js';
import { Loading, Trouble } from '../../part/load.js';
import { Notice, Problem } from '../../part/notice.js';
import { toast } from '../../part/toast.js';
import { When } from '../../part/when.js';
import { unlessMay } from '../../rights.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { duration, fromInput, local, now, toInput } from '../../time.js';
import { Ahead, movedToo } from './rewind/ahead.js';
import { lookAhead } from './rewind/ask.js';

const { a, button, div, footer, form, input, p } = tags;

/** How long ago one may want to begin. */
const AGO = [600, 3600, 86400, 604800];

/** So long a time must stay chosen before it is asked about. */
const SETTLED_MS = 400;

export const Rewind = part(function Rewind({ queue, reload }) {
  if (queue.rewindSeconds === 0) {
    return Card(
      { title: t('queue.rewind') },
      Notice({ kind: 'info', title: t('rewind.off') }, p(t('rewind.off.about'), ' ', a({ href: href('queues', queue.queueName, 'settings') }, t('queue.settings')))),
    );
  }
  const about = p({ class: 'muted' }, t('rewind.about', { time: duration(queue.rewindSeconds), n: count(queue.rewindMsgNum) }));
  return Card({ title: t('queue.rewind') }, about, ToTime({ queue, reload }));
});

/** When a time chosen in the form is, in Unix seconds. Nothing chosen is as far as possible, which moves on while one looks. */
const timeOf = (chosen, queue) => (chosen === null ? range(queue).earliest : fromInput(chosen));

const ToTime = part(function ToTime({ queue, reload }) {
  const [chosen, setChosen] = useState(null);
  const [error, setError] = useState(null);
  const [asking, setAsking] = useState(false);
  const settled = useSettled(chosen, SETTLED_MS);
  const { earliest, latest } = range(queue);
  const seconds = timeOf(chosen, queue);
  const isTime = !Number.isNaN(seconds);
  // The queue as of the moment of the question; it is loaded again meanwhile.
  const present = useRef(queue);
  present.current = queue;
  const ahead = useLive(
    async (signal) => ({ chosen: settled, ...(await foundOrRefused(present.current, timeOf(settled, present.current), signal)) }),
    [queue.queueName, settled],
  );
  const known = ahead.value?.chosen === chosen ? ahead.value : null;
  const problem = error ?? known?.refused;
  const wrong = errorAt(problem, 'startConsumeTime');
  const isNever = chosen === null && earliest === latest && errorAt(known?.refused, 'startConsumeTime') !== null;
  const wasNever = useRef(false);
  useEffect(() => {
    // The server answers these fast, and each may be otherwise a moment later.
    if (isNever || wasNever.current || known?.found?.number === 0) {
      ahead.reload();
    }
    wasNever.current = isNever;
  }, [queue]);

  async function rewind() {
    const startConsumeTime = timeOf(chosen, queue);
    await call('RewindQueue', { queueName: queue.queueName, startConsumeTime });
    toast(t('rewound', { time: local(startConsumeTime) }));
    reload();
    ahead.reload();
  }

  function choose(time) {
    setChosen(time);
    setError(null);
  }

  if (isNever) {
    return Notice({ kind: 'info' }, t('rewind.not.now'), ' ', When({ seconds: latest }));
  }
  return [
    form(
      {
        noValidate: true,
        onSubmit: (event) => {
          event.preventDefault();
          try {
            check(REWIND, { startConsumeTime: seconds, latest });
            if (known?.refused) {
              throw known.refused;
            }
            setError(null);
            setAsking(true);
          } catch (failure) {
            setError(failure);
          }
        },
      },
      div(
        { class: 'choices' },
        button({ type: 'button', 'aria-pressed': String(chosen === null), onClick: () => choose(null) }, t('as.far.as.possible')),
        AGO.filter((ago) => now() - ago > earliest && now() - ago <= latest).map((ago) =>
          button({ type: 'button', onClick: () => choose(toInput(now() - ago)) }, t('ago', { time: duration(ago) })),
        ),
      ),
      Field({
        label: t('rewind.from'),
        error: wrong,
        hint: [t('rewind.between'), ' ', When({ seconds: earliest }), ' – ', When({ seconds: latest })],
        control: (attributes) =>
          input({ ...attributes, type: 'datetime-local', step: 1, value: chosen ?? toInput(earliest), onInput: (event) => choose(event.target.value) }),
      }),
      !wrong && Problem({ error: problem }),
      isTime && (known ? Trouble({ error: ahead.error }) : Loading({ error: ahead.error })),
      known?.found && Ahead({ queue, ahead: known.found }),
      footer({ class: 'actions' }, button({ class: 'primary', disabled: !isTime || known?.found?.number === 0, ...unlessMay('RewindQueue', queue.queueName) }, t('rewind'))),
    ),
    asking &&
      Confirm({
        title: t('queue.rewind'),
        text: [t('rewind.confirm', { time: local(seconds) }), movedToo(queue)],
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
  ];
});

/** The messages that a rewind to this time brings back, or the reason why there is none. */
async function foundOrRefused(queue, time, signal) {
  if (Number.isNaN(time)) {
    return { found: null };
  }
  try {
    check(REWIND, { startConsumeTime: time, latest: queue.minMsgTime });
    return { found: await lookAhead(queue, time, signal) };
  } catch (failure) {
    if (failure instanceof Wrong || failure instanceof Refused) {
      return { refused: failure };
    }
    throw failure;
  }
}

/**
 * What the server takes at this moment: nothing that is older than the window, nothing after the oldest that is not deleted. The
 * earliest is by the browser's clock: the server alone knows whether a time is too early.
 */
function range({ rewindSeconds, createTime, minMsgTime: latest }) {
  return { earliest: Math.min(latest, Math.max(now() - rewindSeconds, createTime)), latest };
}
