// For whoever has just come: three steps that work, and the same as the code of a client.
import { call } from '../api/api.js';
import { Refused, isMissing } from '../api/errors.js';
import { queueAttributes } from '../api/lists.js';
import { part, tags, useState } from '../dom.js';
import { Body } from '../part/body.js';
import { Card } from '../part/card.js';
import { Code } from '../part/copy.js';
import { Field, bind } from '../part/field.js';
import { Notice, Problem } from '../part/notice.js';
import { PageHead } from '../part/page.js';
import { href } from '../router.js';
import { session } from '../session.js';
import { t } from '../text.js';
import { clientCode, LANGUAGES } from './clientCode.js';

const { a, button, div, form, input, li, ol, p, textarea } = tags;

const EXISTS = 4460;
const NO_MESSAGE = 7000;

/** One that is there already is as good. */
async function createOrTake(queueName) {
  try {
    return await call('CreateQueue', { queueName });
  } catch (refused) {
    if (!(refused instanceof Refused && refused.code === EXISTS)) {
      throw refused;
    }
    try {
      await queueAttributes(queueName);
    } catch (error) {
      // Then the name is another one's, which differs in capitals.
      throw isMissing(error) ? refused : error;
    }
    return { taken: true };
  }
}

/** Null when none came. */
async function receiveOne(queueName) {
  try {
    return await call('ReceiveMessage', { queueName, pollingWaitSeconds: 5 }, { waitSeconds: 5 });
  } catch (error) {
    if (error instanceof Refused && error.code === NO_MESSAGE) {
      return null;
    }
    throw error;
  }
}

/** children: what else can be done at the top of the page. */
export const Start = part(function Start({ children }) {
  const [values, setValues] = useState({ queueName: 'hello', msgBody: t('start.body') });
  const [done, setDone] = useState({});
  const [received, setReceived] = useState(null);
  const [nothing, setNothing] = useState(false);
  const [problem, setProblem] = useState({ step: '', error: null });
  const [language, setLanguage] = useState('Java');

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
  const problemOf = (name) => problem.step === name && Problem({ error: problem.error });

  return [
    PageHead({ title: t('start.title') }, children),
    p({ class: 'lead' }, t('start.about')),
    ol(
      { class: 'steps' },
      li(
        form(
          { onSubmit: create },
          Field({
            label: t('start.create'),
            hint: t('hint.queueName'),
            control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'queueName'), class: 'mono', disabled: done.create }),
          }),
          button({ class: done.create ? '' : 'primary', disabled: Boolean(done.create) }, done.create ? t(done.create.taken ? 'start.taken' : 'start.created') : t('create.queue')),
          problemOf('create'),
        ),
      ),
      li(
        form(
          { onSubmit: send },
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
        received &&
          div(
            { class: 'message' },
            Body({ text: received.msgBody, base64: received.msgBodyBase64 }),
            p({ class: 'muted' }, t('start.invisible')),
            button({ type: 'button', onClick: remove }, t('delete')),
          ),
        problemOf('delete'),
        done.delete && Notice({ kind: 'done' }, t('start.done'), ' ', a({ href: href('queues', queueName) }, t('start.look'))),
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
