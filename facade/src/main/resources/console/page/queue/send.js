// Sends a message, or a batch of several.
import { call, numbered } from '../../api/api.js';
import { fieldOf } from '../../api/errors.js';
import { part, tags, useState } from '../../dom.js';
import { bytes, utf8Length } from '../../number.js';
import { Card } from '../../part/card.js';
import { Copy } from '../../part/copy.js';
import { Field } from '../../part/field.js';
import { Notice, Problem } from '../../part/notice.js';
import { Quantity, TIME } from '../../part/quantity.js';
import { href } from '../../router.js';
import { t } from '../../text.js';

const { a, button, div, footer, form, li, textarea, ul } = tags;

const MOST = 16;

const EMPTY = '10120';

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
  const wrong = fieldOf(error);

  async function send(event) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    setSent(null);
    const { queueName } = queue;
    try {
      if (bodies.length === 1) {
        const answer = await call('SendMessage', { queueName, msgBody: bodies[0], delaySeconds });
        setSent([answer.msgId]);
      } else {
        const answer = await call('BatchSendMessage', { queueName, ...numbered('msgBody', bodies), delaySeconds });
        setSent(answer.msgList.map((message) => message.msgId));
      }
      reload();
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  }

  const set = (i, text) => setBodies(bodies.map((body, j) => (j === i ? text : body)));
  const bodyWrong = wrong?.startsWith('msgBody') ? refusedBody(error, bodies, queue.maxMsgSize) : -1;
  return Card(
    { title: t('queue.send') },
    form(
      { onSubmit: send, noValidate: true },
      bodies.map((body, i) =>
        div(
          { class: 'with-remove', key: i },
          Field({
            label: bodies.length === 1 ? t('message.body') : t('message.n', { n: i + 1 }),
            hint: queue.maxMsgSize ? t('size.of', { size: bytes(utf8Length(body)), most: bytes(queue.maxMsgSize) }) : bytes(utf8Length(body)),
            error: i === bodyWrong ? error : null,
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
        error: wrong === 'delaySeconds' ? error : null,
        control: (attributes) => Quantity({ attributes, label: t('delay'), units: TIME, value: delaySeconds, onChange: setDelay }),
      }),
      bodyWrong < 0 && wrong !== 'delaySeconds' && Problem({ error }),
      footer(
        { class: 'actions' },
        button({ class: 'primary', disabled: busy }, sent ? t('send.another') : bodies.length === 1 ? t('send') : t('send.n', { n: bodies.length })),
      ),
    ),
    sent &&
      Notice(
        { kind: 'done', title: sent.length === 1 ? t('sent') : t('sent.n', { n: sent.length }) },
        ul({ class: 'ids' }, sent.map((id) => li({ class: 'mono' }, a({ href: href('queues', queue.queueName, 'browse', id) }, id), ' ', Copy({ text: id })))),
      ),
  );
});
