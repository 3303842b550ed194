// A consumer to try: receives, shows, deletes. What it receives is invisible to all others for the visibility timeout.
import { call, numbered } from '../../api/api.js';
import { isAbort, isNone } from '../../api/errors.js';
import { policyOf } from '../../api/lists.js';
import { RECEIVE, check, errorAt, isPlaced } from '../../check.js';
import { part, tags, useEffect, useRef, useState } from '../../dom.js';
import { Body } from '../../part/body.js';
import { BusyButton } from '../../part/busyButton.js';
import { Card } from '../../part/card.js';
import { Copy } from '../../part/copy.js';
import { Facts } from '../../part/facts.js';
import { Field, bind } from '../../part/field.js';
import { Left, useLeft } from '../../part/left.js';
import { Notice, Problem } from '../../part/notice.js';
import { toast } from '../../part/toast.js';
import { When } from '../../part/when.js';
import { may, unlessMay } from '../../rights.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { duration, now } from '../../time.js';

const { a, article, button, div, footer, form, h3, header, input, p, span } = tags;

/** How many that were received are shown; the oldest go first. */
const SHOWN = 100;

/** Whether it dies as soon as its time is over; policy is that of its queue when it was received, which counts. */
const isLast = ({ policy, dequeueCount }) => policy?.policy === 0 && dequeueCount >= policy.maxReceiveCount;

export const Receive = part(function Receive({ queue, reload }) {
  const { queueName } = queue;
  const [values, setValues] = useState({ numOfMsg: '1', pollingWaitSeconds: '3' });
  const [messages, setMessages] = useState([]);
  const [waiting, setWaiting] = useState(null);
  const [nothing, setNothing] = useState(false);
  const [error, setError] = useState(null);
  const present = useRef(true);
  const current = useRef(null);
  const fields = useRef(null);
  useEffect(
    () => () => {
      present.current = false;
      current.current?.abort();
    },
    [],
  );

  async function receive(event) {
    event.preventDefault();
    const abort = new AbortController();
    current.current = abort;
    setWaiting(abort);
    setError(null);
    setNothing(false);
    try {
      check(RECEIVE, values);
      const { numOfMsg } = values;
      const pollingWaitSeconds = values.pollingWaitSeconds.trim() || undefined;
      const options = { signal: abort.signal, waitSeconds: Number(pollingWaitSeconds ?? 30) };
      const answer = await call('BatchReceiveMessage', { queueName, numOfMsg: numOfMsg.trim(), pollingWaitSeconds }, options);
      const came = new Set(answer.msgInfoList.map((message) => message.msgId));
      const received = answer.msgInfoList.map((message) => ({ ...message, policy: policyOf(queue) }));
      // What is told of an earlier receive of theirs is over.
      setMessages((before) => [...received, ...before.filter((message) => !came.has(message.msgId))].slice(0, SHOWN));
      reload();
    } catch (failure) {
      if (isNone(failure)) {
        setNothing(true);
      } else if (!isAbort(failure)) {
        setError(failure);
      }
    }
    if (present.current) {
      setWaiting(null);
    }
  }

  function without(gone) {
    if (gone.length === 0 || !present.current) {
      return;
    }
    // A button of theirs has the focus, or one for all of them, and goes with them.
    const loses = document.activeElement?.closest('article, .actions');
    setMessages((before) => before.filter((message) => !gone.includes(message.receiptHandle)));
    if (loses) {
      fields.current.querySelector('.primary').focus();
    }
  }

  async function remove(handles) {
    setError(null);
    let deleted = 0;
    for (let i = 0; i < handles.length; i += 16) {
      const some = handles.slice(i, i + 16);
      let kept = new Set();
      try {
        await call('BatchDeleteMessage', { queueName, ...numbered('receiptHandle', some) });
      } catch (failure) {
        const listed = (failure.answer?.errorList ?? []).map((one) => one.receiptHandle);
        kept = new Set(listed.length > 0 ? listed : some);
        setError(failure);
      }
      const gone = some.filter((handle) => !kept.has(handle));
      without(gone);
      deleted += gone.length;
    }
    if (deleted > 0) {
      toast(t('deleted.n', { n: deleted }));
    }
    reload();
  }

  /** At once, for those that are still invisible: by now another consumer may have any other. */
  async function release(some) {
    setError(null);
    const held = some.filter((message) => message.nextVisibleTime > now());
    try {
      if (held.length > 0) {
        const answer = await call('ReleaseMessages', { queueName, ...numbered('msgId', held.map((message) => message.msgId)) }, { waitSeconds: 20 });
        // Somebody may have deleted others meanwhile.
        const done = new Set(answer.messages.filter((one) => one.done).map((one) => one.msgId));
        const released = held.filter((message) => done.has(message.msgId));
        const dying = released.filter(isLast);
        const free = released.length - dying.length;
        toast([free > 0 && t('repair.release.done', { n: free }), dying.length > 0 && t('dying.n', { n: dying.length, queue: dying[0].policy.deadLetterQueueName })].filter(Boolean).join(' · '));
      }
      without(some.map((message) => message.receiptHandle));
    } catch (failure) {
      setError(failure);
    }
    reload();
  }

  // Without the right to it a message comes back by itself.
  const releases = may('ReleaseMessages', queueName);
  const letGo = (some) => (releases ? release(some) : without(some.map((message) => message.receiptHandle)));

  return Card(
    { title: t('queue.receive') },
    p({ class: 'muted' }, t('receive.about', { time: queue.visibilityTimeout ? duration(queue.visibilityTimeout) : t('hidden.duration') })),
    form(
      { class: 'inline', onSubmit: receive, noValidate: true, ref: fields },
      Field({
        label: t('how.many'),
        error: errorAt(error, 'numOfMsg'),
        control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'numOfMsg'), inputMode: 'numeric', class: 'short' }),
      }),
      Field({
        label: t('wait.seconds'),
        error: errorAt(error, 'pollingWaitSeconds'),
        control: (attributes) => input({ ...attributes, ...bind(values, setValues, 'pollingWaitSeconds'), inputMode: 'numeric', class: 'short' }),
      }),
      footer(
        BusyButton({ class: 'primary', busy: waiting !== null, ...unlessMay('BatchReceiveMessage', queueName) }, waiting ? t('waiting') : t('receive')),
        waiting && button({ type: 'button', onClick: () => waiting.abort() }, t('stop')),
      ),
    ),
    !isPlaced(error, ...Object.keys(RECEIVE)) && Problem({ error }),
    nothing && Notice({ kind: 'info' }, t('no.message')),
    messages.length > 1 &&
      div(
        { class: 'actions start' },
        button({ type: 'button', onClick: () => remove(messages.map((message) => message.receiptHandle)), ...unlessMay('BatchDeleteMessage', queueName) }, t('delete.all.shown')),
        button({ type: 'button', onClick: () => letGo(messages) }, t(releases ? 'release.all' : 'put.away.all')),
      ),
    messages.map((message) =>
      Received({
        key: message.receiptHandle,
        message,
        queueName,
        remove: () => remove([message.receiptHandle]),
        letGo: () => letGo([message]),
        releases,
        last: isLast(message) && message.policy,
        most: message.policy?.policy === 0 && message.policy.maxReceiveCount,
      }),
    ),
  );
});

/**
 * @param last the policy by which it dies if it is not deleted now
 * @param most how often it may be received, if that is limited
 */
const Received = part(function Received({ message, queueName, remove, letGo, releases, last, most }) {
  const left = useLeft(message);
  const over = left <= 0;
  return article(
    { class: over ? 'message over' : 'message' },
    header(
      h3({ class: 'mono' }, a({ href: href('queues', queueName, 'browse', message.msgId) }, message.msgId), ' ', Copy({ text: message.msgId })),
      over && last ? span({ class: 'muted' }, t('moved.over')) : Left({ seconds: left }),
    ),
    Body({ text: message.msgBody, base64: message.msgBodyBase64 }),
    Facts({
      facts: [
        [t('enqueued'), When({ seconds: message.enqueueTime })],
        [t('first.received'), When({ seconds: message.firstDequeueTime })],
        [t('times.received'), most ? t('n.of.most', { n: message.dequeueCount, most }) : String(message.dequeueCount)],
        [t(last ? 'moves.at' : 'visible.at'), When({ seconds: message.nextVisibleTime, short: true })],
      ],
    }),
    last && p({ class: 'warning-text' }, t(over ? 'last.receive.over' : 'last.receive', { n: message.dequeueCount, most: last.maxReceiveCount }), ' ', a({ href: href('queues', last.deadLetterQueueName) }, last.deadLetterQueueName)),
    over && !last && p({ class: 'fine muted' }, t('delete.over')),
    footer(
      { class: 'actions start' },
      button({ type: 'button', disabled: over, onClick: remove, ...unlessMay('BatchDeleteMessage', queueName) }, t('delete')),
      releases && !over
        ? button({ type: 'button', onClick: letGo, title: t(last ? 'release.dies' : 'release.about') }, t(last ? 'release.last' : 'repair.release'))
        : button({ type: 'button', onClick: letGo, title: last || over ? undefined : t('put.away.about') }, t('put.away')),
    ),
  );
});
