// For whoever has just come: three steps that work, and the same as the code of a client.
import { call } from '../api/api.js';
import { Refused, isMissing, isNone } from '../api/errors.js';
import { queueAttributes } from '../api/lists.js';
import { part, tags, useEffect, useRef, useState } from '../dom.js';
import { Body } from '../part/body.js';
import { Card } from '../part/card.js';
import { Code } from '../part/copy.js';
import { Field, bind } from '../part/field.js';
import { Left, useLeft } from '../part/left.js';
import { Notice, Problem } from '../part/notice.js';
import { PageHead } from '../part/page.js';
import { href } from '../router.js';
import { session } from '../session.js';
import { t } from '../text.js';
import { duration } from '../time.js';
import { clientCode, LANGUAGES } from './clientCode.js';

const { a, button, div, form, header, input, li, ol, p, textarea } = tags;

/** Of a queue that is made without saying anything else. */
const VISIBILITY_SECONDS = 30;

const EXISTS = 4460;

/** One that is there already is as good. */
async function createOrTake(queueName) {
  try {
    await call('CreateQueue', { queueName });
    return { visibilityTimeout: VISIBILITY_SECONDS };
  } catch (refused) {
    if (!(refused instanceof Refused && refused.code === EXISTS)) {
      throw refused;
    }
    try {
      const { visibilityTimeout } = await queueAttributes(queueName);
      return { taken: true, visibilityTimeout };
    } catch (error) {
      // Then the name is another one's, which differs in capitals.
      throw isMissing(error) ? refused : error;
    }
  }
}

/** Null when none came. */
async function receiveOne(queueName) {
  try {
    return await call('ReceiveMessage', { queueName, pollingWaitSeconds: 5 }, { waitSeconds: 5 });
  } catch (error) {
    if (isNone(error)) {
      return null;
    }
    throw error;
  }
}

/** children: what else can be done at the top of the page. */
export const Start = part(function Start({ children }) {
  const [round, setRound] = useState(0);
  const [language, setLanguage] = useState('Java');
  return [
    PageHead({ title: t('start.title') }, children),
    p({ class: 'lead' }, t('start.about')),
    Steps({ key: round, isAnew: round > 0, anew: () => setRound(round + 1), language, setLanguage }),
  ];
});

/** @param anew begins them anew, with another queue */
const Steps = part(function Steps({ isAnew, anew, language, setLanguage }) {
  const [values, setValues] = useState({ queueName: isAnew ? '' : 'hello', msgBody: t('start.body') });
  const [done, setDone] = useState({});
  const [received, setReceived] = useState(null);
  const [nothing, setNothing] = useState(false);
  const [problem, setProblem] = useState({ step: '', error: null });

  const step = (name, act) => async (event) => {
    event.preventDefault();
    setProblem({ step: name, error: null });
    try {
      const result = await act();
      setDone((before) => ({ ...before, [name]: result }));
    } catch (error) {
      setProblem({ step: name, error });
    }
  };
  const queueName = values.queueName.trim();
  const create = step('create', () => createOrTake(queueName));
  const send = step('send', () => call('SendMessage', { queueName, msgBody: values.msgBody }));
  const receive = step('receive', async () => {
    const message = await receiveOne(queueName);
    setNothing(message === null);
    setReceived(message);
    return message ?? undefined;
  });
  const remove = step('delete', async () => {
    await call('DeleteMessage', { queueName, receiptHandle: received.receiptHandle });
    setReceived(null);
    return true;
  });
  // The step that was taken has no button any more: the focus goes to the next one.
  const name = useRef(null);
  const body = useRef(null);
  const look = useRef(null);
  useEffect(() => isAnew && name.current.querySelector('input').focus(), []);
  useEffect(() => body.current?.querySelector('textarea').focus(), [done.create]);
  useEffect(() => look.current?.querySelector('a').focus(), [done.delete]);
  const problemOf = (name) => problem.step === name && Problem({ error: problem.error });

  return [
    ol(
      { class: 'steps' },
      li(
        form(
          { onSubmit: create, ref: name },
          Field({
            label: t('start.create'),
            hint: t('hint.queueName'),
            control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'queueName'), class: 'mono', disabled: done.create }),
          }),
          done.create
            ? div(
                { class: 'actions start' },
                a({ class: 'button', href: href('queues', queueName) }, t(done.create.taken ? 'start.taken' : 'start.created')),
                button({ type: 'button', class: 'link', onClick: anew }, t('start.anew')),
              )
            : button({ class: 'primary' }, t('create.queue')),
          problemOf('create'),
        ),
      ),
      li(
        form(
          { onSubmit: send, ref: done.create ? body : null },
          Field({
            label: t('start.send'),
            control: (attributes) => textarea({ ...attributes, ...bind(values, setValues, 'msgBody'), rows: 2 }),
          }),
          button({ class: done.create && !done.send ? 'primary' : '', disabled: !done.create }, t('send')),
          problemOf('send'),
          done.send && Notice({ kind: 'done' }, t('sent.as', { id: done.send.msgId })),
        ),
      ),
      li(
        form(
          { onSubmit: receive },
          p(t('start.receive')),
          button({ class: done.send && !done.receive ? 'primary' : '', disabled: !done.create }, t('receive')),
          problemOf('receive'),
          nothing && Notice({ kind: 'info' }, t('no.message')),
        ),
        received && InHand({ key: received.receiptHandle, message: received, seconds: done.create.visibilityTimeout, remove, receive }),
        problemOf('delete'),
        done.delete && div({ ref: look }, Notice({ kind: 'done' }, t('start.done'), ' ', a({ href: href('queues', queueName) }, t('start.look')))),
      ),
    ),
    Card(
      { title: t('start.code') },
      div(
        { class: 'choices', role: 'group', 'aria-label': t('start.code') },
        LANGUAGES.map((name) =>
          button({ type: 'button', 'aria-pressed': String(name === language), onClick: () => setLanguage(name) }, name),
        ),
      ),
      Code({ text: clientCode(language, location.origin, session.get().secretId, queueName || 'hello'), label: language }),
      p({ class: 'fine' }, t('start.code.key')),
    ),
  ];
});

/** What was received, as long as nobody else can have it. */
const InHand = part(function InHand({ message, seconds, remove, receive }) {
  const left = useLeft(message);
  const over = left <= 0;
  const time = duration(seconds);
  return div(
    { class: over ? 'message over' : 'message' },
    header(Left({ seconds: left })),
    Body({ text: message.msgBody, base64: message.msgBodyBase64 }),
    p({ class: 'muted', role: 'status' }, t(over ? 'start.over' : 'start.invisible', { time })),
    div(
      { class: 'actions start' },
      button({ type: 'button', disabled: over, onClick: remove }, t('delete')),
      over && button({ type: 'button', class: 'primary', onClick: receive }, t('start.again')),
    ),
  );
});
