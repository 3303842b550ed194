// Sends a message, or a batch of several.
import { call, numbered } from '../../api/api.js';
import { body as bodyRule, check, delay, errorAt, isPlaced } from '../../check.js';
import { part, tags, useRef, useState } from '../../dom.js';
import { utf8Length } from '../../number.js';
import { BusyButton } from '../../part/busyButton.js';
import { Card } from '../../part/card.js';
import { Copy } from '../../part/copy.js';
import { Field } from '../../part/field.js';
import { Notice, Problem } from '../../part/notice.js';
import { Quantity, TIME } from '../../part/quantity.js';
import { Size } from '../../part/size.js';
import { unlessMay } from '../../rights.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { now, soon } from '../../time.js';
import { useUnsaved } from '../../unsaved.js';

const { a, button, div, footer, form, li, textarea, ul } = tags;

const MOST = 16;

const EMPTY = '10120';

/** Each body is a field of its own. */
const fieldName = (i) => `msgBody.${i + 1}`;

/** Which body a refusal is about, which the server does not say. */
function refusedBody(error, bodies, maxMsgSize) {
  const at = bodies.findIndex((body) => (error.module === EMPTY ? body === '' : utf8Length(body) > maxMsgSize));
  return at < 0 ? bodies.length - 1 : at;
}

export const Send = part(function Send({ queue, reload }) {
  const [bodies, setBodies] = useState(['']);
  const [delaySeconds, setDelay] = useState(0);
  const [sent, setSent] = useState(null);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const fields = useRef(null);
  const isSent = bodies === sent?.bodies;
  useUnsaved(!isSent && bodies.some((body) => body !== ''));

  const label = bodies.length > 1 ? t(isSent ? 'send.n.again' : 'send.n', { n: bodies.length }) : t(isSent ? 'send.again' : 'send');

  /** The delay stays, and so does a text that was written after the last one was sent. */
  function another() {
    if (isSent) {
      setBodies(['']);
    }
    setSent(null);
    fields.current.querySelector('textarea').focus();
  }

  async function send(event) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    setSent(null);
    const { queueName } = queue;
    try {
      const rules = Object.fromEntries(bodies.map((_, i) => [fieldName(i), bodyRule(queue.maxMsgSize)]));
      check({ ...rules, delaySeconds: delay }, { ...numbered('msgBody', bodies), delaySeconds });
      // By the time after the answer: by then it was sent.
      const visibleAt = () => (delaySeconds > 0 ? now() + delaySeconds : null);
      if (bodies.length === 1) {
        const answer = await call('SendMessage', { queueName, msgBody: bodies[0], delaySeconds });
        setSent({ ids: [answer.msgId], visibleAt: visibleAt(), bodies });
      } else {
        const answer = await call('BatchSendMessage', { queueName, ...numbered('msgBody', bodies), delaySeconds });
        setSent({ ids: answer.msgList.map((message) => message.msgId), visibleAt: visibleAt(), bodies });
      }
      reload();
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  }

  const set = (i, text) => setBodies(bodies.map((body, j) => (j === i ? text : body)));
  const refused = errorAt(error, 'msgBody');
  const bodyWrong = refused ? refusedBody(error, bodies, queue.maxMsgSize) : -1;
  return Card(
    { title: t('queue.send') },
    form(
      { onSubmit: send, noValidate: true, ref: fields },
      bodies.map((body, i) =>
        div(
          { class: 'with-remove', key: i },
          Field({
            label: bodies.length === 1 ? t('message.body') : t('message.n', { n: i + 1 }),
            hint: Size({ text: body, most: queue.maxMsgSize }),
            error: i === bodyWrong ? refused : errorAt(error, fieldName(i)),
            control: (attributes) =>
              textarea({ ...attributes, rows: bodies.length === 1 ? 6 : 2, class: 'mono', value: body, onInput: (e) => set(i, e.target.value) }),
          }),
          bodies.length > 1 &&
            button(
              { type: 'button', class: 'icon', 'aria-label': t('remove.n', { n: i + 1 }), onClick: () => setBodies(bodies.filter((_, j) => j !== i)) },
              '✕',
            ),
        ),
      ),
      bodies.length < MOST && button({ type: 'button', class: 'link', onClick: () => setBodies([...bodies, '']) }, t('another.message')),
      Field({
        label: t('delay'),
        hint: t('hint.delay'),
        error: errorAt(error, 'delaySeconds'),
        control: (attributes) => Quantity({ attributes, label: t('delay'), units: TIME, most: TIME.hour, value: delaySeconds, onChange: setDelay }),
      }),
      !isPlaced(error, 'msgBody', 'delaySeconds', ...bodies.map((_, i) => fieldName(i))) && Problem({ error, answers: true }),
      footer(
        { class: 'actions' },
        BusyButton({ class: 'primary', busy, ...unlessMay(bodies.length > 1 ? 'BatchSendMessage' : 'SendMessage', queue.queueName) }, label),
      ),
    ),
    sent && Sent({ sent, queueName: queue.queueName, another }),
  );
});

/**
 * @param sent { ids, visibleAt }: visibleAt in Unix seconds, of those that were sent with a delay
 * @param another lets somebody write the next one
 */
const Sent = part(function Sent({ sent: { ids, visibleAt }, queueName, another }) {
  const time = visibleAt && soon(visibleAt);
  const title = ids.length === 1 ? t(time ? 'sent.visible' : 'sent', { time }) : t(time ? 'sent.n.visible' : 'sent.n', { n: ids.length, time });
  return Notice(
    { kind: 'done', title, answers: true },
    ul({ class: 'ids' }, ids.map((id) => li({ class: 'mono' }, a({ href: href('queues', queueName, 'browse', id) }, id), ' ', Copy({ text: id })))),
    div({ class: 'actions start' }, button({ type: 'button', class: 'small', onClick: another }, t('send.another'))),
  );
});
