// Moves all messages of a queue, mostly dead letters back to where they died. The server goes on also when nobody looks.
import { call } from '../../api/api.js';
import { isMissing } from '../../api/errors.js';
import { queueAttributes } from '../../api/lists.js';
import { REDRIVE, check, errorAt, isPlaced } from '../../check.js';
import { part, tags, useState } from '../../dom.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Confirm } from '../../part/confirm.js';
import { Facts } from '../../part/facts.js';
import { Field, bind } from '../../part/field.js';
import { Loading, Trouble } from '../../part/load.js';
import { Notice, Problem } from '../../part/notice.js';
import { QueueName } from '../../part/queueName.js';
import { When } from '../../part/when.js';
import { unlessMay } from '../../rights.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { LeftMessages } from './browse/repair.js';

const { a, button, div, form, input, p, progress, span, strong } = tags;

const NOTHING = { toQueueName: '', messagesPerSecond: '' };

/**
 * @param live what is known of the last one, which is loaded again and again
 * @param hasLetters whether there may be dead letters among the messages
 */
export const Redrive = part(function Redrive({ queue, live, hasLetters, reload }) {
  const { queueName } = queue;
  const [values, setValues] = useState(NOTHING);
  // The checked input that the dialog asks about; the fields may change meanwhile.
  const [asked, setAsked] = useState(null);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const redrive = live.value;
  // What is typed or asked stays, also when the last message goes meanwhile.
  const isUsed = asked !== null || error !== null || busy || Object.values(values).some((value) => value !== '');
  // One that has stopped goes on to where it went.
  const needsTarget = !hasLetters && redrive?.state !== 'stopped';
  const isNone = queue.activeMsgNum === 0 && redrive?.state !== 'stopped' && !isUsed;

  async function act(action, params = {}) {
    setBusy(true);
    setError(null);
    try {
      await call(action, { queueName, ...params });
      setValues(NOTHING);
      reload();
    } catch (failure) {
      setError(failure);
    }
    live.reload();
    setBusy(false);
  }

  // The queue itself is there, or its page would say so.
  const errorOf = (name) => errorAt(error, name, ...(name === 'toQueueName' ? ['queueName'] : []));

  const typed = (name) => values[name].trim() || undefined;

  /** What is typed is looked at before anything is asked. */
  async function start(event) {
    event.preventDefault();
    const asks = { toQueueName: typed('toQueueName'), messagesPerSecond: typed('messagesPerSecond') };
    setBusy(true);
    setError(null);
    try {
      check(REDRIVE, { ...values, queueName });
      await (asks.toQueueName && mustBeThere(asks.toQueueName));
      setAsked(asks);
    } catch (wrong) {
      setError(wrong);
    }
    setBusy(false);
  }

  /** To the same target as before. */
  function goOn() {
    try {
      check({ messagesPerSecond: REDRIVE.messagesPerSecond }, values);
      act('StartRedrive', { resume: 1, messagesPerSecond: typed('messagesPerSecond') });
    } catch (wrong) {
      setError(wrong);
    }
  }

  const field = (name, control) =>
    Field({
      label: t(name === 'toQueueName' ? 'move.to' : name),
      hint: t(name !== 'toQueueName' ? `hint.${name}` : needsTarget ? 'redrive.no.letters' : 'hint.move.to'),
      error: errorOf(name),
      optional: name !== 'toQueueName' || !needsTarget,
      control: (attributes) => control({ ...attributes, ...bind(values, setValues, name), autoComplete: 'off' }),
    });

  return Card(
    { title: t('redrive') },
    p({ class: 'muted' }, t('redrive.about')),
    redrive === null
      ? Loading({ error: live.error })
      : [
          Trouble({ error: live.error }),
          redrive.state !== 'none' && Latest({ redrive, queueName, visible: queue.activeMsgNum }),
          redrive.state === 'running'
            ? button({ type: 'button', disabled: busy, onClick: () => act('StopRedrive'), ...unlessMay('StopRedrive', queueName) }, t('stop'))
            : isNone
              ? p(t('redrive.none'))
              : form(
                  { onSubmit: start, noValidate: true },
                  div({ class: 'form-grid' }, field('toQueueName', QueueName), field('messagesPerSecond', (attributes) => input({ ...attributes, inputMode: 'numeric' }))),
                  div(
                    { class: 'actions' },
                    redrive.state === 'stopped' && button({ type: 'button', disabled: busy, onClick: goOn, ...unlessMay('StartRedrive', queueName) }, t('redrive.resume')),
                    button({ class: 'primary', disabled: busy, ...unlessMay('StartRedrive', queueName) }, t('redrive.start')),
                  ),
                ),
          asked &&
            Confirm({
              title: t('redrive'),
              text: t('redrive.confirm', { queue: queueName, n: count(queue.activeMsgNum), target: asked.toQueueName ?? t('redrive.back') }),
              action: t('redrive.start'),
              danger: false,
              submit: () => act('StartRedrive', asked),
              onClose: () => setAsked(null),
            }),
          !isPlaced(error, ...Object.keys(REDRIVE), 'queueName') && Problem({ error, answers: true }),
        ],
  );
});

/** A key without the right to look at the queue learns later, from the server, that it does not exist. */
async function mustBeThere(queueName) {
  try {
    await queueAttributes(queueName);
  } catch (failure) {
    if (isMissing(failure)) {
      throw failure;
    }
  }
}

const KINDS = { running: 'info', stopped: 'warning', done: 'done' };

/** @param visible messages of the queue: those that are still to be moved, and those that were not moved */
const Latest = part(function Latest({ redrive, queueName, visible }) {
  const { state, reason, toQueueName, messagesPerSecond, moved, left, leftMessages, startTime, lastChangeTime } = redrive;
  return [
    Notice(
      { kind: state === 'done' && left > 0 ? 'warning' : KINDS[state] },
      strong(t(state === 'done' && left > 0 && moved === 0 ? 'redrive.nothing' : `redrive.is.${state}`)),
      reason && span(t(`redrive.because.${reason}`)),
    ),
    Progress({ moved, left, all: state === 'done' ? moved + left : moved + Math.max(visible, left) }),
    Facts({
      facts: [
        [t('move.to'), toQueueName ? a({ href: href('queues', toQueueName) }, toQueueName) : t('redrive.back')],
        [t('messagesPerSecond'), count(messagesPerSecond)],
        [t('redrive.began'), When({ seconds: startTime })],
        [t('redrive.changed'), When({ seconds: lastChangeTime })],
      ],
    }),
    leftMessages.length > 0 && [
      p(left > leftMessages.length ? t('redrive.left.first', { n: count(leftMessages.length), all: count(left) }) : t('redrive.left.these')),
      LeftMessages({ queueName, left: leftMessages.map(({ msgId, result }) => ({ msgId, why: t(`redrive.${result}`) })) }),
    ],
  ];
});

const Progress = part(function Progress({ moved, left, all }) {
  const said = t('redrive.progress', { moved: count(moved), all: count(all), left: count(left) });
  return div({ class: 'progress' }, progress({ max: Math.max(all, 1), value: moved, 'aria-label': said }), span(said));
});
