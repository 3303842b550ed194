// Moves all messages of a queue, mostly dead letters back to where they died. The server goes on also when nobody looks.
import { call } from '../../api/api.js';
import { fieldOf } from '../../api/errors.js';
import { part, tags, useState } from '../../dom.js';
import { useLive } from '../../live.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Confirm } from '../../part/confirm.js';
import { Facts } from '../../part/facts.js';
import { Field, bind } from '../../part/field.js';
import { Loading, Trouble } from '../../part/load.js';
import { Notice, Problem } from '../../part/notice.js';
import { When } from '../../part/when.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { LeftMessages } from './browse/repair.js';

const { a, button, div, form, input, p, span, strong } = tags;

const EVERY_MS = 3000;

export const Redrive = part(function Redrive({ queue, reload }) {
  const { queueName } = queue;
  const live = useLive((signal) => call('GetRedrive', { queueName }, { signal }), [queueName], EVERY_MS);
  const [values, setValues] = useState({ toQueueName: '', messagesPerSecond: '' });
  const [asks, setAsks] = useState(false);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const redrive = live.value;

  async function act(action, params = {}) {
    setBusy(true);
    setError(null);
    try {
      await call(action, { queueName, ...params });
      reload();
    } catch (failure) {
      setError(failure);
    }
    live.reload();
    setBusy(false);
  }

  const target = values.toQueueName.trim() || undefined;
  const messagesPerSecond = values.messagesPerSecond.trim() || undefined;

  const wrong = fieldOf(error);
  const isTarget = wrong === 'toQueueName' || error?.code === 4440;
  const errorOf = (name) => (wrong === name || (name === 'toQueueName' && isTarget) ? error : null);
  const field = (name, more) =>
    Field({
      label: t(name === 'toQueueName' ? 'move.to' : name),
      hint: t(name === 'toQueueName' ? 'hint.move.to' : `hint.${name}`),
      error: errorOf(name),
      optional: true,
      control: (attributes) => input({ ...attributes, ...bind(values, setValues, name), autoComplete: 'off', ...more }),
    });

  return Card(
    { title: t('redrive') },
    p({ class: 'muted' }, t('redrive.about')),
    redrive === null
      ? Loading({ error: live.error })
      : [
          Trouble({ error: live.error }),
          redrive.state !== 'none' && Latest({ redrive, queueName }),
          redrive.state === 'running'
            ? button({ type: 'button', disabled: busy, onClick: () => act('StopRedrive') }, t('stop'))
            : form(
                {
                  onSubmit: (event) => {
                    event.preventDefault();
                    setAsks(true);
                  },
                  noValidate: true,
                },
                div({ class: 'form-grid' }, field('toQueueName', { class: 'mono' }), field('messagesPerSecond', { inputMode: 'numeric' })),
                div(
                  { class: 'actions' },
                  redrive.state === 'stopped' && button({ type: 'button', disabled: busy, onClick: () => act('StartRedrive', { resume: 1, messagesPerSecond }) }, t('redrive.resume')),
                  button({ class: 'primary', disabled: busy }, t('redrive.start')),
                ),
              ),
          asks &&
            Confirm({
              title: t('redrive'),
              text: t('redrive.confirm', { queue: queueName, n: count(queue.activeMsgNum), target: target ?? t('redrive.back') }),
              action: t('redrive.start'),
              danger: false,
              submit: () => act('StartRedrive', { toQueueName: target, messagesPerSecond }),
              onClose: () => setAsks(false),
            }),
          error && !isTarget && wrong !== 'messagesPerSecond' && Problem({ error }),
        ],
  );
});

const KINDS = { running: 'info', stopped: 'warning', done: 'done' };

const Latest = part(function Latest({ redrive, queueName }) {
  const { state, reason, toQueueName, messagesPerSecond, moved, left, leftMessages, startTime, lastChangeTime } = redrive;
  return [
    Notice(
      { kind: KINDS[state] },
      strong(t(`redrive.is.${state}`)),
      reason && span(t(`redrive.because.${reason}`)),
    ),
    Facts({
      facts: [
        [t('move.to'), toQueueName ? a({ href: href('queues', toQueueName) }, toQueueName) : t('redrive.back')],
        [t('messagesPerSecond'), count(messagesPerSecond)],
        [t('redrive.moved'), count(moved)],
        [t('redrive.left'), count(left)],
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
